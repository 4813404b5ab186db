"""What messages may ask of DynamoDB: serial trips and request units, as the engine itself accounts for them."""

from __future__ import annotations

import pytest

from tests.budgets.report import report
from tests.budgets.test_request_budgets import ann, bea, measured
from tests.integration.facade.client import App
from tests.integration.network import Network
from tests.integration.person import Person

__all__ = ["ann", "bea"]

pytestmark = pytest.mark.engines

TEXT = {"text": "A message of the usual length, about where to meet and when."}


def test_sending_is_two_trips_and_at_most_eight_write_units(ann: Person, bea: Person) -> None:
    for name in ("first message to an account", "message in a conversation of two"):
        with measured(ann, name) as calls:
            assert ann.post(f"/api/messages/{bea.id}", TEXT)[0] == 201
        assert calls.trips <= 2
        # Message, place and head, two units each, and the check of the pair, which the engine counts as two.
        assert calls.writes <= 8


def test_sending_with_an_idempotency_key_is_two_trips_and_two_write_units_more(ann: Person, bea: Person) -> None:
    with measured(ann, "message with an idempotency key") as calls:
        assert ann.post(f"/api/messages/{bea.id}", TEXT, Idempotency_Key="k")[0] == 201
    assert calls.trips <= 2
    assert calls.writes <= 10


def group_of(creator: Person, size: int) -> tuple[str, list[Person]]:
    others = [creator.network.sign_up(f"member{size}x{number}") for number in range(size - 1)]
    status, group = creator.post("/api/conversations", {"userIds": [str(other.id) for other in others]})
    assert status == 201
    return f"/api/conversations/{group['id']}", others


def test_sending_costs_the_same_in_a_group_of_two_and_of_twenty(ann: Person) -> None:
    units = []
    for size in (2, 20):
        place, _ = group_of(ann, size)
        with measured(ann, f"message in a group of {size}") as calls:
            assert ann.post(f"{place}/messages", TEXT)[0] == 201
        assert calls.trips <= 2
        units.append(calls.writes)
    assert units[0] == units[1] <= 6


def test_a_message_costs_each_member_a_row_of_a_list(network: Network, ann: Person, bea: Person) -> None:
    ann.post(f"/api/messages/{bea.id}", TEXT)
    network.settle()
    ann.post(f"/api/messages/{bea.id}", TEXT)
    batches = [batch for batch in network.stream_batches() if batch[0] == "messages"]
    with network.recorded() as calls:
        for _, shard, records in batches:
            network.deliver("messages_stream", shard, records)
    report("lists of two members after a message", calls)
    # A row and its move in the index: out of the old place and into the new one.
    assert calls.writes <= 2 * 3


def test_reading_messages_is_two_trips(ann: Person, bea: Person) -> None:
    for _ in range(20):
        _, sent = ann.post(f"/api/messages/{bea.id}", TEXT)
    ann.network.restart("messages_api")
    with measured(bea, "page of 20 messages, cold") as calls:
        status, page = bea.get(f"/api/conversations/{sent['conversationId']}/messages?limit=20")
    assert (status, len(page["items"])) == (200, 20)
    assert calls.trips <= 3


def test_the_list_of_conversations_is_three_trips_whatever_its_length(network: Network, ann: Person) -> None:
    people = [network.sign_up(f"friend{number}") for number in range(6)]
    for person in people:
        ann.post(f"/api/messages/{person.id}", TEXT)
    network.settle()
    network.restart("messages_api")
    with measured(ann, "list of 6 conversations, cold") as calls:
        assert len(ann.get("/api/conversations")[1]["items"]) == 6
    assert calls.trips <= 3


def test_an_app_sends_in_one_trip_more_and_writes_the_same(network: Network, ann: Person, bea: Person) -> None:
    form = {"status": "@bea a message of the usual length", "visibility": "direct"}
    for name in ("first message of an app to an account", "message of an app in a conversation of two"):
        with measured(ann, name) as calls:
            assert App.of(ann).call("POST", "/api/v1/statuses", form).status == 200
        # Who is named.
        assert calls.trips <= 3
        assert calls.writes <= 8
        network.clock.advance(1)
    network.sign_up("cat")
    several = form | {"status": "@bea @cat a message of the usual length"}
    App.of(ann).call("POST", "/api/v1/statuses", several)
    network.clock.advance(1)
    with measured(ann, "message of an app in a group of 3") as calls:
        assert App.of(ann).call("POST", "/api/v1/statuses", several).status == 200
    # Who is named, and which group is theirs.
    assert calls.trips <= 4
    assert calls.writes <= 6


def test_an_app_reads_a_message_by_its_id_in_three_trips(network: Network, ann: Person, bea: Person) -> None:
    _, sent = ann.post(f"/api/messages/{bea.id}", TEXT)
    network.restart("statuses_api")
    with measured(bea, "message by its id alone, cold") as calls:
        assert App.of(bea).get(f"/api/v1/statuses/{sent['id']}")["id"] == sent["id"]
    assert calls.trips <= 3
    assert calls.reads <= 6


def test_a_tweet_costs_an_app_nothing_more_for_what_it_is_not(network: Network, ann: Person) -> None:
    tweet = ann.tweet("not a message")
    units = []
    for name, read in (("natively", ann.get), ("by an app", App.of(ann).get)):
        network.restart("tweets_api")
        network.restart("statuses_api")
        with measured(ann, f"get tweet {name}, cold") as calls:
            read(f"/api/{'tweets' if read == ann.get else 'v1/statuses'}/{tweet}")
        units.append((calls.trips, calls.reads))
    natively, by_an_app = units
    assert by_an_app[0] <= natively[0]
    assert by_an_app[1] <= natively[1]
