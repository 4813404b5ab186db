"""The demo says what trends, when something does."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.error import URLError

import pytest

from local import demo_trends

URL = "http://127.0.0.1:3000"
AAPL = {"rank": 1, "name": "$AAPL", "why": "new, 86 people"}


def waited(monkeypatch: pytest.MonkeyPatch, answers: list[list[Mapping[str, Any]]]) -> tuple[str, int]:
    """Return what is said when these are the answers, the last for ever, and how often it waited."""
    pauses: list[float] = []
    monkeypatch.setattr(demo_trends, "_trends", lambda _: answers.pop(0) if len(answers) > 1 else answers[0])
    return demo_trends.trending(URL, pauses.append), len(pauses)


def test_it_waits_for_the_first_list_and_says_why_each_is_on_it(monkeypatch: pytest.MonkeyPatch) -> None:
    text, pauses = waited(monkeypatch, [[], [], [AAPL]])
    assert "1 $AAPL" in text
    assert "new, 86 people" in text
    assert pauses == 2


def test_it_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    text, pauses = waited(monkeypatch, [[]])
    assert f"{URL}/api/trends" in text
    assert pauses * demo_trends.PAUSE_S == demo_trends.PATIENCE_S


def test_a_network_that_does_not_answer_has_no_trends_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise URLError("refused")

    monkeypatch.setattr(demo_trends, "read_json", refuse)
    assert demo_trends._trends(URL) == []
