"""The command for trends: what it orders and what it prints."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from local import trends
from local.operators import TRENDS_OUTPUT, Operators

DECIDED = {"blocked": ["#spam"], "pinned": []}


class FakeFunctions:
    """Answer every invocation alike and remember what was sent."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.sent: list[Any] = []

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's own names
        assert FunctionName == "the-function"
        self.sent.append(json.loads(Payload))
        return {"Payload": io.BytesIO(json.dumps(self.answer).encode())}


def run(monkeypatch: pytest.MonkeyPatch, functions: FakeFunctions, *arguments: str) -> int:
    found = Operators(functions, {TRENDS_OUTPUT: "the-function"})  # type: ignore[arg-type]
    monkeypatch.setattr(trends, "chosen", lambda _: found)
    return trends.main(arguments)


def test_a_decision_is_ordered_and_all_that_is_decided_printed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    functions = FakeFunctions(DECIDED)
    assert run(monkeypatch, functions, "block", "#spam") == 0
    assert functions.sent == [{"version": 1, "action": "block", "tag": "#spam"}]
    assert capsys.readouterr().out.splitlines() == ["blocked: #spam", "pinned: none"]


@pytest.mark.parametrize(
    ("replaced", "printed"),
    [(["world", "lang:en"], "replaced: world, lang:en"), ([], "replaced: none, all are of the newest hour")],
)
def test_lists_are_computed_as_by_the_clock(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], replaced: list[str], printed: str
) -> None:
    functions = FakeFunctions({"replaced": replaced})
    assert run(monkeypatch, functions, "compute") == 0
    assert functions.sent == [{}]
    assert capsys.readouterr().out.strip() == printed


def test_what_cannot_be_done_is_said(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    functions = FakeFunctions({"error": {"code": "limit_reached", "message": "at most 10 tags are pinned"}})
    assert run(monkeypatch, functions, "pin", "#one") == 1
    assert "limit_reached: at most 10 tags are pinned" in capsys.readouterr().err
