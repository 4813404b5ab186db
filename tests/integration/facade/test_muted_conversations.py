"""Conversations that somebody wants to hear no more of, muted by one contract, marked in both, wherever they show."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.facade.client import App
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done


@pytest.fixture(autouse=True)
def followed(network: InMemoryNetwork, ann: Person, bob: Person) -> None:
    ann.follow(bob)
    network.settle()


def muted(statuses: Any) -> dict[str, bool]:
    """Return by id what statuses say, of what they boost and quote too."""
    return {each["id"]: each["muted"] for status in statuses for each in _in(status)}


def _in(status: Any) -> Iterator[Any]:
    yield status
    for inner in (status["reblog"], (status["quote"] or {}).get("quoted_status")):
        if inner is not None:
            yield from _in(inner)


def test_a_muted_conversation_is_marked_wherever_its_statuses_show(
    network: InMemoryNetwork, ann: Person, bob: Person
) -> None:
    app = App.of(ann)
    made = app.post("/api/v1/lists", title="Friends")["id"]
    app.post(f"/api/v1/lists/{made}/accounts", **{"account_ids[]": str(bob.id)})
    network.settle()
    root, other = bob.tweet("root #birds"), bob.tweet("another #birds")
    answer = bob.tweet("more #birds", inReplyTo=root)
    quote = bob.tweet("look #birds", quoteOf=answer)
    boost = App.of(network.sign_up("cat")).post(f"/api/v1/statuses/{answer}/reblog")["id"]
    for each in (root, other):
        done(ann.post(f"/api/tweets/{each}/bookmark"))
        done(ann.post(f"/api/tweets/{each}/like"))
    network.settle()
    silenced = app.post(f"/api/v1/statuses/{answer}/mute")
    assert (silenced["id"], silenced["muted"]) == (answer, True)

    marks = {root: True, answer: True, quote: False, other: False}
    for path in (
        "/api/v1/timelines/home",
        "/api/v1/timelines/public",
        "/api/v1/timelines/tag/birds",
        f"/api/v1/timelines/list/{made}",
        f"/api/v1/accounts/{bob.id}/statuses",
        f"/api/v1/statuses?id[]={root}&id[]={answer}&id[]={quote}&id[]={other}",
    ):
        assert muted(app.get(path)) == marks, path
    for path in ("/api/v1/favourites", "/api/v1/bookmarks"):
        assert muted(app.get(path)) == {root: True, other: False}, path
    assert muted(app.get(f"/api/v1/statuses/{root}/context")["descendants"]) == {answer: True}
    assert muted([app.get(f"/api/v1/statuses/{boost}")])[answer]
    # Of others nobody knows.
    assert not any(muted(App.of(bob).get("/api/v1/timelines/public")).values())

    app.post(f"/api/v1/statuses/{root}/unmute")
    assert not any(muted(app.get("/api/v1/timelines/home")).values())


def test_what_one_writes_into_a_muted_conversation_is_marked(ann: Person, bob: Person) -> None:
    root, app = bob.tweet("root"), App.of(ann)
    app.post(f"/api/v1/statuses/{root}/mute")
    made = app.post("/api/v1/statuses", status="still here", in_reply_to_id=root)
    assert made["muted"]
    assert app.get(f"/api/v1/statuses/{made['id']}")["muted"]
    assert not app.post("/api/v1/statuses", status="elsewhere", in_reply_to_id="")["muted"]
    for act in ("favourite", "unfavourite", "bookmark", "unbookmark"):
        assert app.post(f"/api/v1/statuses/{root}/{act}")["muted"], act


def test_both_contracts_mute_the_same_conversations(ann: Person, bob: Person) -> None:
    root, app = bob.tweet("root"), App.of(ann)
    answer = bob.tweet("more", inReplyTo=root)

    def natively() -> dict[str, bool]:
        items = done(ann.get(f"/api/users/{bob.id}/tweets?replies=true"))["items"]
        return {each["id"]: each["threadMuted"] for each in items}

    done(ann.post(f"/api/tweets/{answer}/mute-thread"))
    assert app.get(f"/api/v1/statuses/{root}")["muted"]
    assert done(ann.get(f"/api/tweets/{root}"))["threadMuted"]
    assert natively() == {root: True, answer: True}
    app.post(f"/api/v1/statuses/{answer}/unmute")
    assert natively() == {root: False, answer: False}
