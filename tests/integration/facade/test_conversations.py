"""Conversations as apps list them, beside the native ones."""

from __future__ import annotations

from typing import Any

import pytest

from tests.integration.facade.client import App, limited
from tests.integration.in_memory_network import InMemoryNetwork
from tests.integration.person import Person, done


@pytest.fixture
def people(network: InMemoryNetwork) -> list[Person]:
    """Ann follows Bob and Cat, so that what they write comes into her inbox."""
    found = [network.sign_up(name) for name in ("ann", "bob", "cat")]
    for other in found[1:]:
        found[0].follow(other)
    network.settle()
    return found


def write(author: Person, to: Person, text: str) -> Any:
    author.network.clock.advance(1000)
    sent = done(author.post(f"/api/messages/{to.id}", {"text": text}))
    author.network.settle()
    return sent


def listed(app: App, more: str = "") -> list[tuple[str, bool, str | None]]:
    return [
        (
            each["accounts"][0]["username"],
            each["unread"],
            None if each["last_status"] is None else each["last_status"]["content"],
        )
        for each in app.get(f"/api/v1/conversations{more}")
    ]


def test_a_message_is_the_last_status_of_a_conversation_of_both(people: list[Person]) -> None:
    ann, bob, _ = people
    sent = write(bob, ann, "hello #birds <3")
    mine, his = App.of(ann), App.of(bob)
    (shown,) = mine.get("/api/v1/conversations")
    last = shown["last_status"]
    assert (last["id"], last["visibility"], last["account"]["id"]) == (sent["id"], "direct", str(bob.id))
    assert [each["username"] for each in last["mentions"]] == ["ann"]
    assert "&lt;3" in last["content"]
    assert (shown["id"], [each["username"] for each in shown["accounts"]]) == (str(bob.id), ["bob"])
    assert shown["unread"] is True
    assert listed(his)[0][:2] == ("ann", False)
    (native,) = done(ann.get("/api/conversations"))["items"]
    assert native["lastMessage"]["id"] == sent["id"]


def test_a_conversation_is_read_by_either_contract(people: list[Person]) -> None:
    ann, bob, cat = people
    write(bob, ann, "one")
    sent = write(cat, ann, "two")
    app = App.of(ann)
    assert app.post(f"/api/v1/conversations/{bob.id}/read")["unread"] is False
    done(ann.post(f"/api/conversations/{sent['conversationId']}/read", {"upTo": sent["id"]}))
    assert [unread for _, unread, _ in listed(app)] == [False, False]
    assert not any(each["unread"] for each in done(ann.get("/api/conversations"))["items"])


def test_a_deleted_conversation_comes_back_with_the_next_message_and_begins_there(people: list[Person]) -> None:
    ann, bob, _ = people
    write(bob, ann, "one")
    app = App.of(ann)
    for _ in range(2):
        assert app.done("DELETE", f"/api/v1/conversations/{bob.id}") == {}
    assert listed(app) == []
    assert done(ann.get("/api/conversations"))["items"] == []
    assert len(listed(App.of(bob))) == 1
    sent = write(bob, ann, "two")
    assert listed(app) == [("bob", True, "<p>two</p>")]
    place = f"/api/conversations/{sent['conversationId']}"
    assert [each["text"] for each in done(ann.get(f"{place}/messages"))["items"]] == ["two"]
    assert len(done(bob.get(f"{place}/messages"))["items"]) == 2
    done(ann.delete(place))
    assert listed(app) == []


def test_a_group_is_known_by_its_own_id(people: list[Person]) -> None:
    ann, bob, cat = people
    for other in (ann, cat):
        bob.follow(other)
    cat.follow(bob)
    ann.network.settle()
    group = done(bob.post("/api/conversations", {"userIds": [str(ann.id), str(cat.id)]}))
    done(bob.post(f"/api/conversations/{group['id']}/messages", {"text": "all of you"}))
    ann.network.settle()
    app = App.of(ann)
    (shown,) = app.get("/api/v1/conversations")
    assert shown["id"] == group["id"]
    assert {each["username"] for each in shown["accounts"]} == {"bob", "cat"}
    assert {each["username"] for each in shown["last_status"]["mentions"]} == {"ann", "cat"}
    assert app.post(f"/api/v1/conversations/{group['id']}/read")["unread"] is False
    app.done("DELETE", f"/api/v1/conversations/{group['id']}")
    assert listed(app) == []


def test_pages_go_on_below_the_newest_message_of_the_last_one(people: list[Person]) -> None:
    ann, bob, cat = people
    first, second = write(bob, ann, "one"), write(cat, ann, "two")
    app = App.of(ann)
    answer = app.call("GET", "/api/v1/conversations?limit=1")
    assert [each["id"] for each in answer.body] == [str(cat.id)]
    assert f"max_id={second['id']}>" in answer.headers["Link"]
    assert f"min_id={second['id']}>" in answer.headers["Link"]
    assert [name for name, _, _ in listed(app, f"?limit=1&max_id={second['id']}")] == ["bob"]
    assert [name for name, _, _ in listed(app, f"?since_id={first['id']}")] == ["cat"]


def test_what_was_unsent_is_no_last_status(people: list[Person]) -> None:
    ann, bob, _ = people
    sent = write(bob, ann, "oops")
    done(bob.delete(f"/api/conversations/{sent['conversationId']}/messages/{sent['id']}?scope=everyone"))
    ann.network.settle()
    assert [last for _, _, last in listed(App.of(ann))] == [None]


def test_requests_of_strangers_and_other_peoples_conversations_are_not_there(people: list[Person]) -> None:
    ann, bob, cat = people
    write(ann, bob, "from a stranger")
    assert listed(App.of(bob)) == []
    stranger = App.of(cat)
    for number in (ann.id, 99, bob.id):
        assert stranger.refused("POST", f"/api/v1/conversations/{number}/read") == (404, "Record not found")
        assert stranger.refused("DELETE", f"/api/v1/conversations/{number}")[0] == 404
    assert stranger.refused("DELETE", "/api/v1/conversations/x")[0] == 404
    done(bob.post(f"/api/users/{ann.id}/block"))
    assert App.of(ann).refused("POST", f"/api/v1/conversations/{bob.id}/read")[0] == 404


def test_without_a_token_or_its_scope_nothing_is_listed(people: list[Person], network: InMemoryNetwork) -> None:
    assert App(network).refused("GET", "/api/v1/conversations")[0] == 401
    app = limited(network, "ann", "read:notifications")
    assert app.refused("GET", "/api/v1/conversations") == (403, "This action is outside the authorized scopes")
