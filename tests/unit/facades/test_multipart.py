"""Forms of several parts, with files of any bytes."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.facades.multipart import MAX_PARTS, BrokenForm, Part, read_parts

KIND = "multipart/form-data; boundary=XX"


def form(*parts: tuple[str, bytes], end: bytes = b"--XX--\r\n") -> bytes:
    return (
        b"".join(
            b"--XX\r\nContent-Disposition: form-data; " + head.encode() + b"\r\n\r\n" + content + b"\r\n"
            for head, content in parts
        )
        + end
    )


@given(st.binary(max_size=300).filter(lambda content: b"--XX" not in content))
def test_a_file_is_what_was_sent(content: bytes) -> None:
    body = form(('name="file"; filename="a.png"', content), ('name="description"', b"a cat"))
    assert read_parts(body, KIND) == [Part("file", content, "a.png"), Part("description", b"a cat")]


def test_fields_are_text_and_files_are_those_with_a_name_of_one() -> None:
    first, second = read_parts(form(('name="a"', "é".encode()), ('name="b"; filename=""', b"")), KIND)
    assert (first.text, first.filename) == ("é", None)
    assert (second.content, second.filename) == (b"", "")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (form(('name="a"', b"1")), 'multipart/form-data; charset=utf-8; boundary="XX"'),
        (form(('name="a"', b"1"), end=b"--XX--"), KIND),
        (b"a preamble\r\n" + form(('name="a"', b"1"), ("x=y", b"nameless")), KIND),
        (form(('name="a"\r\nContent-Type: text/plain; charset=utf-8', b"1")), KIND),
    ],
)
def test_what_clients_make_of_the_standard_is_read(body: bytes, kind: str) -> None:
    (part,) = read_parts(body, kind)
    assert (part.name, part.content.strip()) == ("a", b"1")


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"--XX--", "multipart/form-data"),
        (b"no boundary", KIND),
        (form(*[('name="a"', b"")] * (MAX_PARTS + 1)), KIND),
        (form(('name="a"', b"1")).replace(b"\r\n", b"\n"), KIND),
        # Half of an upload is none.
        (form(('name="a"', b"1"), end=b""), KIND),
        (form(('name="a"', b"1")), "multipart/form-data; boundary=" + "b" * 300),
    ],
)
def test_what_is_no_such_form_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(BrokenForm):
        read_parts(body, kind)


@given(st.binary(max_size=300), st.text(max_size=40))
def test_no_bytes_break_it(content: bytes, rest: str) -> None:
    for body in (content, b"--XX\r\n" + content + b"\r\n--XX\r\n" + content):
        with contextlib.suppress(BrokenForm):
            assert all(part.name is not None for part in read_parts(body, f"{KIND}{rest}"))
