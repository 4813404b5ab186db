"""Parameters are read as Rails reads them, whatever shape they come in."""

from __future__ import annotations

import contextlib
import json
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from linnet.domain.errors import Code, DomainError
from linnet.facades.mastodon.fields import Form, Id, Many, Number, Switch, Text
from linnet.facades.mastodon.parameters import MAX_BODY, first, read_parameters, texts
from linnet.runtime.facade_routes import accepted


def test_a_null_takes_away_what_an_empty_field_does() -> None:
    sent = json.dumps({"expires_in": None, "title": None, "poll": {"expires_in": None}}).encode()
    assert read_parameters("", sent, "application/json") == {"expires_in": "", "poll": {}}


FORM = "application/x-www-form-urlencoded"
POLL = {"status": "Which?", "poll": {"options": ["this", "that"], "expires_in": "300", "multiple": "true"}}


def form(*pairs: tuple[str, str]) -> Any:
    return read_parameters("", urlencode(pairs).encode(), FORM)


def test_a_form_with_brackets_says_what_json_says() -> None:
    sent = form(
        ("status", "Which?"),
        ("poll[options][]", "this"),
        ("poll[options][]", "that"),
        ("poll[expires_in]", "300"),
        ("poll[multiple]", "true"),
    )
    assert sent == POLL
    body = {"status": "Which?", "poll": {"options": ["this", "that"], "expires_in": 300, "multiple": True}}
    assert read_parameters("", json.dumps(body).encode(), "application/json") == POLL


def test_a_multipart_form_says_the_same() -> None:
    pairs = [("status", "Which?"), ("poll[options][]", "this"), ("poll[options][]", "that")]
    pairs += [("poll[expires_in]", "300"), ("poll[multiple]", "true")]
    parts = "".join(f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in pairs)
    body = f"{parts}--b--\r\n".encode()
    assert read_parameters("", body, "multipart/form-data; boundary=b") == POLL
    assert read_parameters("", body, "") == POLL


def test_an_object_in_a_list_ends_where_a_key_comes_again() -> None:
    pairs = [("words[][keyword]", "a"), ("words[][whole]", "1"), ("words[][keyword]", "b")]
    assert form(*pairs) == {"words": [{"keyword": "a", "whole": "1"}, {"keyword": "b"}]}


def test_a_repeated_name_is_its_last_value_or_a_list() -> None:
    sent = read_parameters("id=1&id=2&id[]=3", b"", "")
    assert (first(sent, "id"), texts(sent, "id")) == ("3", ["1", "2", "3"])
    assert first(form(("id[]", "7")), "id") == "7"


def test_the_body_wins_over_the_query() -> None:
    assert read_parameters("q=old&limit=3", b"q=new", FORM) == {"q": "new", "limit": "3"}


def test_null_is_as_good_as_absent() -> None:
    assert read_parameters("", b'{"a": null, "b": [null, "x"]}', "application/json") == {"b": ["x"]}


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"a=1&a[b]=2", FORM),
        (b"a[b]=2&a=1&a=2", FORM),
        (b"a[b]=2&a[]=1", FORM),
        (b"a[b][c][d][e][f]=1", FORM),
        (b'{"a": {"b": {"c": {"d": {"e": {"f": 1}}}}}}', "application/json"),
        (b'{"a": [[[[[[1]]]]]]}', "application/json"),
        (b"[1]", "application/json"),
        (b"{", "application/json"),
        (b"&".join(b"a%d=1" % number for number in range(300)), FORM),
        (b"--b\r\nnothing", "multipart/form-data; boundary=c"),
    ],
)
def test_what_has_no_one_shape_is_refused(body: bytes, kind: str) -> None:
    with pytest.raises(DomainError) as refused:
        read_parameters("", body, kind)
    assert refused.value.code is Code.BAD_REQUEST


def test_a_body_is_bounded() -> None:
    with pytest.raises(DomainError) as refused:
        read_parameters("", b"a=" + b"x" * MAX_BODY, FORM)
    assert refused.value.code is Code.TOO_LARGE


@given(st.binary(max_size=200), st.sampled_from(["", FORM, "application/json", "multipart/form-data; boundary=b"]))
def test_no_bytes_break_it(body: bytes, kind: str) -> None:
    with contextlib.suppress(DomainError):
        assert texts(read_parameters("a[]=1", body, kind), "b") is not None


class Line(Form):
    name: Text


class Profile(Form):
    name: Text | None = None
    locked: Switch | None = None
    age: Number | None = None
    friend: Id | None = None
    ids: Many[Id] = Field(default=[])
    fields: Many[Line] = Field(default=[])


@pytest.mark.parametrize(
    ("text", "meaning"), [("true", True), ("1", True), ("on", True), ("t", True), ("false", False), ("0", False)]
)
def test_switches_are_those_of_rails(text: str, meaning: bool) -> None:
    assert accepted(Profile, {"locked": text}).locked is meaning


def test_a_list_may_be_one_value_and_an_object_that_counts() -> None:
    assert accepted(Profile, {"ids": "7"}).ids == [7]
    counted = accepted(Profile, form(("fields[1][name]", "b"), ("fields[0][name]", "a"), ("unknown", "x")))
    assert [line.name for line in counted.fields] == ["a", "b"]


def test_what_is_no_id_is_the_id_of_nobody() -> None:
    assert accepted(Profile, {"friend": "me@example.org"}).friend == 0
    assert accepted(Profile, {"friend": "9" * 30}).friend == 0


def test_a_refusal_names_the_field() -> None:
    with pytest.raises(DomainError) as refused:
        accepted(Profile, {"age": "old"})
    assert (refused.value.code, refused.value.field, refused.value.message) == (Code.INVALID, "age", "is invalid")
    with pytest.raises(DomainError) as refused:
        accepted(Profile, {"fields": [{"value": "x"}]})
    assert (refused.value.field, refused.value.message) == ("fields.name", "can't be blank")
