"""Direct messages over HTTP: requests, groups, blocks, order, and that nothing of them shows anywhere else."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator
from functools import partial

from local.testing import Network
from tests.e2e.people import Person, Town, at_once, eventually
from tests.e2e.tables import physical_name


def write(author: Person, to: Person, text: str) -> dict[str, object]:
    sent: dict[str, object] = author.ask("POST", f"/api/messages/{to.id}", {"text": text}, expect=201)
    return sent


def texts(reader: Person, conversation_id: object, direction: str = "newer") -> list[str]:
    path = f"/api/conversations/{conversation_id}/messages?direction={direction}"
    return [item["text"] for page in reader.pages(path, 7) for item in page]


def test_a_stranger_asks_and_is_answered(town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    sent = write(ann, bob, "do we know each other?")
    place = f"/api/conversations/{sent['conversationId']}"
    eventually(lambda: bob.ids("/api/conversations?box=requests") == [sent["conversationId"]])
    assert bob.ids("/api/conversations") == []
    bob.ask("POST", f"{place}/read", {"upTo": sent["id"]}, expect=204)
    assert ann.get(place)["reads"] == []

    bob.ask("POST", f"{place}/accept", expect=204)
    write(bob, ann, "we do now")

    assert ann.get(place)["reads"] == [{"userId": bob.id, "upTo": sent["id"]}]
    eventually(lambda: bob.ids("/api/conversations") == [sent["conversationId"]])
    eventually(lambda: ann.get("/api/conversations")["items"][0]["unread"])
    assert texts(ann, sent["conversationId"]) == texts(bob, sent["conversationId"])
    assert texts(ann, sent["conversationId"], "older") == ["we do now", "do we know each other?"]


def test_the_setting_decides_who_may_begin(town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    bob.change(settings={"messagesFrom": "following"})
    ann.ask("POST", f"/api/messages/{bob.id}", {"text": "hello?"}, expect=403)
    bob.follow(ann)
    write(ann, bob, "hello!")


def test_a_block_holds_at_once_for_both(town: Town) -> None:
    ann, bob = town.newcomers("ann", "bob")
    sent = write(ann, bob, "hello")
    bob.block(ann)

    for one, other in ((ann, bob), (bob, ann)):
        one.ask("POST", f"/api/messages/{other.id}", {"text": "hello"}, expect=403)
        one.get(f"/api/conversations/{sent['conversationId']}/messages", expect=404)
        eventually(lambda reader=one: reader.ids("/api/conversations") == [])  # type: ignore[misc]


def test_many_writers_make_one_order_that_everybody_sees(town: Town) -> None:
    people = town.newcomers("ann", "bob", "cat", "dan")
    ann, *others = people
    group = ann.ask("POST", "/api/conversations", {"userIds": [each.id for each in others]}, expect=201)
    path = f"/api/conversations/{group['id']}/messages"

    def send(author: Person, number: int) -> str:
        return str(author.ask("POST", path, {"text": f"{author.username} {number}"}, expect=201)["text"])

    calls: list[Callable[[], str]] = [partial(send, person, number) for number in range(6) for person in people]
    sent = at_once(calls)

    seen = [texts(person, group["id"]) for person in people]
    assert sorted(seen[0]) == sorted(sent)
    assert all(order == seen[0] for order in seen)


def test_what_people_write_is_in_no_other_table_and_no_log(town: Town, network: Network) -> None:
    ann, bob = town.newcomers("ann", "bob")
    canary = f"canary{secrets.token_hex(8)}"
    sent = write(ann, bob, f"{canary} #{canary} @{ann.username}")
    place = f"/api/conversations/{sent['conversationId']}"
    bob.ask("POST", f"{place}/messages", {"text": canary, "unknown": canary}, expect=422)
    bob.ask("PUT", f"{place}/messages/{sent['id']}/reaction", {"emoji": "🐦"}, expect=204)
    eventually(lambda: ann.ids("/api/conversations") == [sent["conversationId"]])
    assert ann.get(f"/api/hashtags/{canary}/tweets")["items"] == []

    holding = {name for name, content in contents(network) if canary in content}

    assert holding == {physical_name(network, "messages")}
    for file in network.folder.rglob("*.log*"):
        assert canary.encode() not in file.read_bytes(), file.name


def contents(network: Network) -> Iterator[tuple[str, str]]:
    """Yield every table with all that it holds, as text."""
    dynamodb = network.aws.dynamodb
    for name in dynamodb.list_tables()["TableNames"]:
        for page in dynamodb.get_paginator("scan").paginate(TableName=name):
            yield name, json.dumps(page["Items"], default=str)
