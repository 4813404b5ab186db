"""What the demo says of searches: what is found, as soon as something is."""

from __future__ import annotations

import urllib.error
from typing import Any

import pytest

from local import demo_search
from local.demo_search import commonest_tag, searched
from local.replay.graphs import FollowGraph
from local.replay.plan import Plan, Post

URL = "http://127.0.0.1:3000"
TEXTS = ("#cats", "#Cats $A", "nothing")
PLAN = Plan((), FollowGraph(0, ()), tuple(Post(str(number), 0, text) for number, text in enumerate(TEXTS)))
FOUND = {"tweets": [{"tweet": {"author": {"username": "ann"}, "text": "two\n#cats"}}]}


def answers(monkeypatch: pytest.MonkeyPatch, *given: object) -> list[str]:
    """Answer requests in turn, the last answer for ever; return the addresses that were asked for."""
    asked: list[str] = []

    def read_json(address: str, _: float) -> Any:
        asked.append(address)
        answer = given[min(len(asked), len(given)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(demo_search, "read_json", read_json)
    return asked


def test_the_demo_waits_for_the_index_and_says_what_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answers(monkeypatch, urllib.error.URLError("down"), {"tweets": []}, FOUND)

    text = searched(URL, PLAN, lambda _: None)

    assert "@ann: two #cats" in text
    assert len(asked) == 3
    assert asked[0] == f"{URL}/api/search?q=%23cats&limit=3"


def test_the_demo_does_not_wait_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, {"tweets": []})

    assert "Nothing is found yet" in searched(URL, PLAN, lambda _: None)


def test_the_commonest_tag_is_searched_for() -> None:
    assert commonest_tag(PLAN) == "#cats"
    assert commonest_tag(Plan((), FollowGraph(0, ()), ())) == "the"
