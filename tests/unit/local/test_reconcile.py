"""The command that has totals compared: what it asks for, what it prints, what it exits with."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from local import reconcile
from local.operators import RECONCILER_OUTPUT, Operators, OrderRefused

RIGHT = {"outcomes": {"right": 2}, "drifts": []}


class FakeFunctions:
    """Answer every invocation alike and remember what was sent."""

    def __init__(self, answer: dict[str, Any]) -> None:
        self.answer = answer
        self.sent: list[tuple[str, Any]] = []

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803 - boto3's own names
        self.sent.append((FunctionName, json.loads(Payload)))
        return {"Payload": io.BytesIO(json.dumps(self.answer).encode())}


def run(monkeypatch: pytest.MonkeyPatch, functions: FakeFunctions, *arguments: str, deployed: bool = True) -> int:
    outputs = {RECONCILER_OUTPUT: "the-function"} if deployed else {}
    monkeypatch.setattr(reconcile, "chosen", lambda _: Operators(functions, outputs))  # type: ignore[arg-type]
    return reconcile.main(arguments)


def test_without_targets_the_next_sample_is_compared(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    functions = FakeFunctions(RIGHT)
    assert run(monkeypatch, functions) == 0
    assert functions.sent == [("the-function", {})]
    assert capsys.readouterr().out.split() == ["right", "2"]


def test_targets_and_patience_are_ordered(monkeypatch: pytest.MonkeyPatch) -> None:
    functions = FakeFunctions(RIGHT)
    run(monkeypatch, functions, "tweet:1", "user:2")
    run(monkeypatch, functions, "tweet:1", "--quiet", "600")
    assert [event for _, event in functions.sent] == [
        {"version": 1, "targets": ["tweet:1", "user:2"]},
        {"version": 1, "targets": ["tweet:1"], "quietSeconds": 600},
    ]


@pytest.mark.parametrize(("repaired", "code", "end"), [(True, 0, "repaired"), (False, 1, "drifted")])
def test_what_drifted_is_told_and_only_what_is_left_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], repaired: bool, code: int, end: str
) -> None:
    drift = {"target": "tweet:1", "differences": {"likes": -2, "replies": 1}, "repaired": repaired}
    assert run(monkeypatch, FakeFunctions({"outcomes": {}, "drifts": [drift]})) == code
    assert capsys.readouterr().out == f"tweet:1: likes -2, replies +1: {end}\n"


def test_a_refusal_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    refusal = {"error": {"code": "bad_request", "message": "no such target"}}
    assert run(monkeypatch, FakeFunctions(refusal), "list:1") == 2
    assert run(monkeypatch, FakeFunctions(RIGHT), deployed=False) == 2
    told = capsys.readouterr()
    assert "no such target" in told.out + told.err


def test_a_stage_without_the_function_refuses() -> None:
    with pytest.raises(OrderRefused):
        Operators(FakeFunctions(RIGHT), {}).reconcile([], None)  # type: ignore[arg-type]
