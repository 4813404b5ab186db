"""What being noticed costs: writes for each like in a rush, and the trips of reading what happened."""

from __future__ import annotations

import pytest

from linnet.domain.ids import created_ms
from linnet.domain.notifications import MAX_ENTRIES
from linnet.domain.tweets import Retweet
from linnet.domain.users import Account, User
from linnet.ports.notifications import NotificationJob
from linnet.services.end_polls import SETTLED_MS
from tests.budgets.report import report
from tests.budgets.test_request_budgets import measured, warm
from tests.integration.facade.client import App
from tests.integration.network import Network
from tests.integration.person import Person

pytestmark = pytest.mark.engines

BATCH = 100


@pytest.fixture
def ann(network: Network) -> Person:
    return network.sign_up("ann")


def rush(network: Network, tweet_id: int, author: Person, size: int) -> list[int]:
    """Let so many new accounts retweet a tweet; return them."""
    identity, tweets = network.environments["identity_api"], network.environments["tweets_api"]
    actors = []
    for _ in range(size):
        network.clock.advance(1)
        actor = identity.ids.next_id()
        name = f"fan{created_ms(actor)}"
        identity.tables.accounts.create(
            User(actor, name, name, network.clock.now_ms()), Account(actor, f"{name}@example.org", "hash")
        )
        tweets.tables.tweets.retweet(Retweet(identity.ids.next_id(), actor, tweet_id, author.id))
        actors.append(actor)
    return actors


def test_a_rush_costs_at_most_a_tenth_of_a_write_unit_each(network: Network, ann: Person) -> None:
    tweet_id = int(ann.tweet("everybody likes this"))
    first = rush(network, tweet_id, ann, BATCH)
    with network.recorded() as filling:
        network.notify(NotificationJob("retweet", tweet_id, actor_ids=tuple(first)))
    report(f"notification of {BATCH} likes in a batch, the first", filling)
    second = rush(network, tweet_id, ann, BATCH)
    with network.recorded() as calls:
        network.notify(NotificationJob("retweet", tweet_id, actor_ids=tuple(second)))
    report(f"notification of {BATCH} likes in a batch, into a full group", calls)

    for each in (filling, calls):
        assert len([call for call in each.made if call.writes]) == 1
        assert each.writes <= 0.1 * BATCH
    (item,) = ann.get("/api/notifications")[1]["items"]
    assert item["actorCount"] == MAX_ENTRIES


def test_the_same_batch_again_writes_nothing(network: Network, ann: Person) -> None:
    tweet_id = int(ann.tweet("everybody likes this"))
    job = NotificationJob("retweet", tweet_id, actor_ids=tuple(rush(network, tweet_id, ann, BATCH)))
    network.notify(job)
    with network.recorded() as calls:
        network.notify(job)
    assert calls.writes == 0


def test_one_notification_is_two_write_units(network: Network, ann: Person) -> None:
    bea = network.sign_up("bea")
    bea.tweet("hello @ann")
    for table, shard, records in list(network.stream_batches()):
        if table == "tweets":
            network.deliver("tweets_stream", shard, records)
    (job,) = network.notification_jobs.waiting
    with network.recorded() as calls:
        network.notify(job)
    report("notification of a mention", calls)
    assert calls.writes == 2


def test_one_that_is_set_aside_is_four(network: Network, ann: Person) -> None:
    network.sign_up("bea").tweet("hello @ann")
    ann.patch("/api/notifications/settings", {"policy": {"notFollowing": "filter"}})
    for table, shard, records in list(network.stream_batches()):
        if table == "tweets":
            network.deliver("tweets_stream", shard, records)
    (job,) = network.notification_jobs.waiting
    with network.recorded() as calls:
        network.notify(job)
    report("notification of a mention, set aside", calls)
    # Its group is in no index, the request is.
    assert calls.writes <= 4
    with network.recorded() as again:
        network.notify(job)
    assert again.writes == 0
    assert ann.get("/api/notifications/requests/count")[1] == {"accounts": 1, "notifications": 1}


def test_a_page_is_at_most_three_trips_and_unread_none_two(network: Network, ann: Person) -> None:
    bea = network.sign_up("bea")
    for number in range(20):
        bea.tweet(f"hello @ann, number {number}")
    network.settle()
    warm(ann, "/api/notifications")
    with measured(ann, "notifications, page of 20") as page:
        warm(ann, "/api/notifications")
    assert page.trips <= 3
    ann.post("/api/notifications/read", {})
    with measured(ann, "unread count, nothing new") as count:
        assert ann.get("/api/notifications/unread-count")[1]["count"] == 0
    assert count.trips <= 2


def test_a_message_costs_each_who_is_told_two_write_units_and_is_read_once(network: Network, ann: Person) -> None:
    units, trips = [], []
    for size in (2, 10):
        others = [network.sign_up(f"member{size}x{number}") for number in range(size - 1)]
        for other in others:
            other.follow(ann)
        network.settle()
        status, group = ann.post("/api/conversations", {"userIds": [str(other.id) for other in others]})
        assert status == 201
        network.settle()
        assert ann.post(f"/api/conversations/{group['id']}/messages", {"text": "where, and when?"})[0] == 201
        for table, shard, records in list(network.stream_batches()):
            if table == "messages":
                network.deliver("messages_stream", shard, records)
        (job,) = network.notification_jobs.waiting
        with network.recorded() as calls:
            network.notify(job)
        report(f"notifications of a message in a group of {size}", calls)
        network.notification_jobs.waiting.clear()
        assert calls.writes == 2 * len(others)
        # Where the message is and the message, its author, and what each of the others wants to hear.
        assert calls.reads <= 4 * len(others) + 3
        units.append(calls.writes / len(others))
        trips.append(calls.trips)
        with network.recorded() as again:
            network.notify(job)
        assert again.writes == 0
    assert units[0] == units[1]
    assert trips[0] == trips[1]


def test_a_page_of_messages_is_two_trips_more_and_two_read_units_for_each(network: Network, ann: Person) -> None:
    bea = network.sign_up("bea")
    ann.follow(bea)
    network.settle()
    for _ in range(20):
        assert bea.post(f"/api/messages/{ann.id}", {"text": "where, and when?"})[0] == 201
        network.settle()
    app = App.of(ann)
    app.get("/api/v1/notifications")
    with measured(ann, "notifications of an app, page of 20 messages") as page:
        assert len(app.get("/api/v1/notifications?limit=20")) == 20
    assert page.trips <= 4
    assert page.reads <= 2 * 20 + 10


def test_the_end_of_a_poll_costs_two_write_units_a_voter_and_its_tweet_is_read_once(
    network: Network, ann: Person
) -> None:
    poll = ann.tweet("well?", poll={"options": ["yes", "no"], "durationSeconds": 300})
    voters = [network.sign_up(f"voter{number}") for number in range(4)]
    for voter in voters:
        assert voter.post(f"/api/tweets/{poll}/votes", {"choices": [0]})[0] == 200
    network.settle()
    network.clock.advance(300_000 + 2 * SETTLED_MS)
    with network.recorded() as looking:
        network.end_polls()
    report("minute's look for polls that ended, one did", looking)
    (job,) = network.notification_jobs.waiting
    with network.recorded() as telling:
        network.notify(job)
    report(f"end of a poll told to its author and {len(voters)} voters", telling)

    assert looking.writes <= 2
    assert telling.writes <= 2 * (len(voters) + 1)

    assert sum(call.operation == "GetItem" and "tweets" in call.table for call in telling.made) == 1
    with network.recorded() as nothing:
        network.end_polls()
    assert nothing.writes == 0


def test_a_tweet_costs_what_its_bells_do_and_not_its_followers(network: Network, ann: Person) -> None:
    graph, ids = network.environments["graph_api"].tables, network.environments["graph_api"].ids
    for _ in range(60):
        network.clock.advance(1)
        graph.graph.follow(ids.next_id(), ann.id, ids.next_id(), 9)
    asking = [network.sign_up(f"asking{number}") for number in range(3)]
    for reader in asking:
        assert reader.post(f"/api/users/{ann.id}/follow", {"notify": True})[0] == 201
    network.settle()
    ann.tweet("hear, hear")
    for table, shard, records in list(network.stream_batches()):
        if table == "tweets":
            network.deliver("tweets_stream", shard, records)
    (job,) = network.notification_jobs.waiting
    with network.recorded() as calls:
        network.notify(job)
    report(f"new tweet told to {len(asking)} of 63 followers", calls)

    assert calls.writes == 2 * len(asking)
    assert calls.reads <= 8 * len(asking) + 4
