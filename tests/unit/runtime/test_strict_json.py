"""Bodies are read as RFC 8259 means them, and what `json` is lenient about is refused."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.errors import Code, DomainError
from linnet.runtime import strict_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_json_writes_is_read_back(value: object) -> None:
    assert strict_json.parse(json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")) == value


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": 1, "a": 2}',
        b'{"a": {"b": 1, "b": 1}}',
        b"[NaN]",
        b"[-Infinity]",
        b'["\\ud800"]',
        b'{"\\udc00": 1}',
        b"\xff",
        b"",
        b"{",
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_ambiguous_or_not_text_is_refused(body: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        strict_json.parse(body)
    assert refused.value.code is Code.BAD_REQUEST


def test_brackets_inside_strings_are_not_depth() -> None:
    assert strict_json.parse(json.dumps(["[" * 200 + '"{']).encode()) == ["[" * 200 + '"{']


def test_a_body_over_the_limit_is_too_large() -> None:
    with pytest.raises(DomainError) as refused:
        strict_json.parse(b" " * (strict_json.MAX_BODY_BYTES + 1))
    assert refused.value.code is Code.TOO_LARGE


def test_the_public_parsing_suite_is_accepted_and_refused_as_it_says(shared_data: Path) -> None:
    cases = json.loads((shared_data / "json-parsing" / "test_parsing.base64.json").read_text())
    assert len(cases) == 318
    wrong = []
    for name, encoded in cases.items():
        try:
            strict_json.parse(base64.b64decode(encoded))
            accepted = True
        except DomainError:
            accepted = False
        # A duplicated name is legal JSON and still ambiguous: refusing it is this reader's purpose.
        expected = {"y": "duplicated" not in name, "n": False}.get(name[0])
        if expected is not None and accepted is not expected:
            wrong.append(name)
    assert wrong == []
