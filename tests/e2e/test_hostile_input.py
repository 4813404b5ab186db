"""Input that breaks things elsewhere: never a 5xx, and what is accepted comes back as it was sent."""

from __future__ import annotations

import base64
import json
import unicodedata
from pathlib import Path

import httpx
import pytest

from tests.e2e.people import Person, Town, at_once

LARGE = 10 * 1024 * 1024


@pytest.fixture(scope="module")
def ada(town: Town) -> Person:
    return town.newcomer("ada")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        pytest.param(b'{"text": "a", "text": "b"}', {400, 422}, id="duplicate key"),
        pytest.param(b'{"text": NaN}', {400, 422}, id="NaN"),
        pytest.param(b'{"text": "a", "x": Infinity}', {400, 422}, id="Infinity"),
        pytest.param(b'{"text": "\\ud800"}', {400, 422}, id="lone surrogate"),
        pytest.param(b"[" * 100_000 + b"]" * 100_000, {400, 413, 422}, id="deep list"),
        pytest.param(b'{"a":' * 5_000 + b"1" + b"}" * 5_000, {400, 413, 422}, id="deep object"),
        pytest.param(b'{"text": 1}', {422}, id="number for text"),
        pytest.param(b'{"text": null}', {422}, id="null for text"),
        pytest.param(b'{"text": "a", "sensitive": "yes"}', {422}, id="text for a boolean"),
        pytest.param(b'{"text": "a", "sensitive": 1e999}', {400, 422}, id="number beyond range"),
        pytest.param(b'{"text": "a", "inReplyTo": 12}', {422}, id="number for an id"),
        pytest.param(b"[]", {400, 422}, id="list for an object"),
        pytest.param(b"", {400, 415, 422}, id="nothing"),
    ],
)
def test_a_bad_body_is_refused(ada: Person, body: bytes, status: set[int]) -> None:
    answer = ada.send("POST", "/api/tweets", body)
    assert answer.status_code in status, answer.text[:300]
    assert answer.json()["error"]["code"]


def test_bytes_that_are_not_utf_8_arrive_as_replacement_characters(ada: Person) -> None:
    # API Gateway decodes a JSON body before any function sees it, and the emulator does as it does.
    answer = ada.send("POST", "/api/tweets", b'{"text": "a \xff"}')
    assert answer.status_code == 201
    assert answer.json()["text"] == "a \N{REPLACEMENT CHARACTER}"


def test_unknown_fields_are_named(ada: Person) -> None:
    refusal = ada.ask("POST", "/api/tweets", {"text": "a", "txet": "b", "colour": 1}, expect=422)
    assert "txet" in json.dumps(refusal)
    assert "colour" in json.dumps(refusal)


def test_a_body_of_ten_megabytes_is_too_large(ada: Person) -> None:
    answer = ada.send("POST", "/api/tweets", b'{"text": "' + b"a" * LARGE + b'"}')
    assert answer.status_code == 413


def test_another_content_type_is_not_supported(ada: Person) -> None:
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "application/xml"):
        answer = ada.send("POST", "/api/tweets", b'{"text": "a"}', {"Content-Type": content_type})
        assert answer.status_code == 415, content_type


def test_no_json_of_the_parsing_suite_breaks_the_server(ada: Person, shared_data: Path) -> None:
    suite = json.loads((shared_data / "json-parsing" / "test_parsing.base64.json").read_text("utf-8"))
    assert len(suite) > 300

    bodies = {name: base64.b64decode(body) for name, body in suite.items()}
    answers = dict(
        zip(bodies, at_once([lambda b=b: ada.send("POST", "/api/tweets", b) for b in bodies.values()]), strict=True)  # type: ignore[misc]
    )

    # None of them is a tweet, so the valid ones are refused too, as what they are.
    assert {name: answer.status_code for name, answer in answers.items() if not 400 <= answer.status_code < 500} == {}


def test_naughty_strings_come_back_unharmed_from_every_text_field(town: Town, ada: Person, shared_data: Path) -> None:
    strings = json.loads((shared_data / "naughty-strings" / "blns.json").read_text("utf-8"))
    accepted = dict.fromkeys(("text", "contentWarning", "displayName", "bio", "location"), 0)

    def check(text: str, field: str, answer: httpx.Response) -> None:
        assert answer.status_code < 500, (field, text, answer.text)
        if answer.status_code < 300:
            shown = answer.json()[field]
            assert unicodedata.is_normalized("NFC", shown)
            assert shown.strip() == unicodedata.normalize("NFC", text).strip(), field
            accepted[field] += 1
        else:
            assert answer.json()["error"]["code"] in {"invalid", "bad_request"}, answer.text

    def try_string(text: str) -> None:
        check(text, "text", ada.send("POST", "/api/tweets", {"text": text}))
        warned = {"text": "a warning precedes", "contentWarning": text}
        check(text, "contentWarning", ada.send("POST", "/api/tweets", warned))
        for field in ("displayName", "bio", "location"):
            check(text, field, ada.send("PATCH", "/api/users/me", {field: text}))

    # One account after the other: concurrent changes of one profile would answer for each other.
    for text in strings:
        try_string(text)

    print(f"of {len(strings)} naughty strings were accepted: {accepted}")  # noqa: T201 - shown with -s and on failure
    # A location takes 30 characters, and half of the strings are longer.
    assert min(accepted.values()) > len(strings) // 3
