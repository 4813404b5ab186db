"""What an open socket costs: handshake, subscription, and each push to it."""

from __future__ import annotations

import json

import pytest

from linnet.domain.pushes import PUBLIC_TOPIC, Push, PushKind, TopicKind, own_topic, tweet_topic
from tests.budgets.report import report
from tests.budgets.test_request_budgets import ann, bea, measured
from tests.engines.dynamodb_local import DynamoDbLocal
from tests.integration.accounting import Calls
from tests.integration.network import Network
from tests.integration.person import Person

__all__ = ["ann", "bea"]

pytestmark = pytest.mark.engines


def subscribe(network: Network, connection: str, *topics: str) -> None:
    assert network.socket("$default", connection, body=json.dumps({"type": "subscribe", "topics": topics})) == 200
    assert network.sockets.frames[connection][-1]["type"] == "subscribed"


def listener(network: Network, connection: str, person: Person, *topics: str) -> None:
    """Open a socket and subscribe."""
    assert network.socket("$connect", connection, person) == 200
    subscribe(network, connection, *topics)


def push_all(network: Network, push: Push) -> None:
    """Deliver a push with those for the parts of its topic."""
    network.do_push(push)
    parts, network.pushes.waiting[:] = list(network.pushes.waiting), []
    for part in parts:
        network.do_push(part)


def test_a_ticket_is_one_write(ann: Person) -> None:
    with measured(ann, "ticket for a socket") as calls:
        assert ann.post("/api/realtime/ticket")[0] == 201
    assert (calls.trips, calls.writes) == (1, 1)


def test_a_handshake_is_four_trips_and_four_write_units(network: Network, ann: Person) -> None:
    with network.recorded() as calls:
        assert network.socket("$connect", "a", ann) == 200
    report("handshake with a token", calls)
    # The session, the rows, the session again, and how many connections there are.
    assert calls.trips <= 4
    assert calls.writes == 4


def test_a_handshake_with_a_ticket_also_takes_the_ticket(network: Network, ann: Person) -> None:
    _, answer = ann.post("/api/realtime/ticket")
    with network.recorded() as calls:
        assert network.socket("$connect", "a", queryStringParameters={"ticket": answer["ticket"]}) == 200
    report("handshake with a ticket", calls)
    assert calls.trips <= 6
    assert calls.writes == 5


def test_a_first_subscription_writes_a_row_and_a_mark_for_each_topic(network: Network, ann: Person) -> None:
    assert network.socket("$connect", "a", ann) == 200
    with network.recorded() as calls:
        subscribe(network, "a", "home", "notifications", "messages", "public")
    report("subscribe to 4 topics, the first to do so", calls)
    # A transaction of the connection's own list of topics and a row of each, then the marks.
    assert calls.writes <= 2 + 2 * 4 + 4
    assert calls.trips <= 5


def test_later_subscribers_of_a_topic_find_its_mark_set(network: Network, ann: Person, bea: Person) -> None:
    tweet_id = ann.tweet("look")
    topics = ("public", "hashtag:birds", f"tweet:{tweet_id}")
    listener(network, "a", ann, *topics)
    assert network.socket("$connect", "b", bea) == 200
    with network.recorded() as calls:
        subscribe(network, "b", *topics)
    report("subscribe to 3 topics that others watch", calls)
    assert calls.writes <= 2 + 2 * 3
    # Three of them look whether the tweet may be seen.
    assert calls.trips <= 7


def test_a_socket_that_closes_leaves_its_topics_and_then_at_once(network: Network, ann: Person) -> None:
    listener(network, "a", ann, "home", "notifications", "messages")
    with network.recorded() as calls:
        network.socket("$disconnect", "a")
    report("goodbye of a socket with 3 topics", calls)
    # The mark that keeps subscriptions out, a row of each topic, and at once the two of the connection, in this order.
    assert calls.writes <= 1 + 3 + 2 * 2
    assert calls.trips <= 3


def test_a_push_to_nobody_reads_one_row(network: Network, ann: Person, bea: Person) -> None:
    with network.recorded() as calls:
        network.do_push(notification(ann, bea))
    report("push to nobody", calls)
    assert len(calls.made) == 1
    assert (calls.trips, calls.billed_reads, calls.writes) == (1, 1, 0)


def test_a_notification_is_four_trips_and_writes_nothing(network: Network, ann: Person, bea: Person) -> None:
    listener(network, "a", ann, "notifications")
    with network.recorded() as calls:
        network.do_push(notification(ann, bea))
    report("push of a notification to one socket", calls)
    assert network.sockets.frames["a"][-1]["type"] == "notification"
    assert calls.trips <= 4
    assert calls.writes == 0


def test_a_tweet_costs_each_further_watcher_at_most_one_read_unit(
    dynamodb_local: DynamoDbLocal, aws_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network(dynamodb_local, monkeypatch, subscription_shards=1)
    ann = network.sign_up("ann")
    tweet_id = int(ann.tweet("look"))
    push = Push(PushKind.TWEET_EDITED, tweet_topic(tweet_id), tweet_id, actor_id=ann.id, tweet_id=tweet_id)
    measured_for: list[Calls] = []
    for first, size in ((0, 1), (1, 10)):
        for number in range(first, size):
            listener(network, f"w{number}", network.sign_up(f"watcher{number}"), f"tweet:{tweet_id}")
        with network.recorded() as calls:
            network.do_push(push)
        report(f"push of a tweet to {'one socket' if size == 1 else f'{size} sockets'}", calls)
        measured_for.append(calls)
    assert sum(frames[-1]["type"] == "tweet.edited" for frames in network.sockets.frames.values()) == 10
    one, ten = measured_for
    assert (ten.trips, len(ten.made)) == (one.trips, len(one.made))
    assert ten.writes == 0
    assert ten.billed_reads - one.billed_reads <= 9


def test_a_burst_of_a_topic_is_told_once_and_skipped_for_two_read_units_each(
    network: Network, ann: Person, bea: Person
) -> None:
    listener(network, "b", bea, "public")
    ann.tweet("first")
    for table, shard, records in list(network.stream_batches()):
        if table == "tweets":
            network.deliver("tweets_stream", shard, records)
    network.pushes.waiting.clear()
    push = Push(PushKind.FEED_NEW, PUBLIC_TOPIC, 1)
    with network.recorded() as told:
        push_all(network, push)
    report("push of what is new in public, 4 parts, one socket", told)
    with network.recorded() as skipped:
        push_all(network, push)
    report("the same push again, nothing new", skipped)
    assert network.sockets.frames["b"][-1]["type"] == "feed.new"
    assert told.writes == 1
    assert skipped.writes == 0
    assert skipped.billed_reads <= 2.5


def notification(recipient: Person, actor: Person) -> Push:
    return Push(
        PushKind.NOTIFICATION,
        own_topic(TopicKind.NOTIFICATIONS, recipient.id),
        id=1,
        payload={"kind": "follow"},
        actor_id=actor.id,
    )


def app(network: Network, connection: str, person: Person, stream: str) -> None:
    """Open the socket of an app for Mastodon with a stream."""
    headers = {"X-Linnet-Dialect": "mastodon", "Host": "x.org", "Authorization": f"Bearer {person.token}"}
    query = {"stream": stream}
    assert network.socket("$connect", connection, headers=headers, queryStringParameters=query) == 200


def test_a_handshake_that_names_a_stream_adds_the_subscription(network: Network, ann: Person) -> None:
    with network.recorded() as calls:
        app(network, "a", ann, "user")
    report("handshake of an app with its home", calls)
    # A handshake, the account, a transaction of the connection and three topics, and their marks.
    assert calls.writes <= 4 + 2 * 4 + 3
    assert calls.trips <= 8


def test_a_status_at_home_costs_an_app_what_reading_it_costs(network: Network, ann: Person) -> None:
    app(network, "a", ann, "user")
    tweet_id = int(ann.tweet("look"))
    push = Push(PushKind.STATUS_NEW, own_topic(TopicKind.HOME, ann.id), tweet_id)
    with network.recorded() as calls:
        network.do_push(push)
    report("push of a status at home to an app", calls)
    assert network.sockets.frames["a"][-1]["event"] == "update"
    assert calls.trips <= 7
    assert calls.billed_reads <= 9
    assert calls.writes == 0


def test_a_public_status_is_read_once_for_all_apps(
    dynamodb_local: DynamoDbLocal, aws_credentials: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    network = Network(dynamodb_local, monkeypatch, subscription_shards=1)
    ann = network.sign_up("ann")
    tweet_id = int(ann.tweet("look"))
    measured_for: list[Calls] = []
    for first, size in ((0, 1), (1, 10)):
        for number in range(first, size):
            app(network, f"w{number}", network.sign_up(f"watcher{number}"), "public")
        network.do_push(Push(PushKind.STATUS_EDITED, PUBLIC_TOPIC, tweet_id))
        with network.recorded() as calls:
            network.do_push(Push(PushKind.STATUS_EDITED, PUBLIC_TOPIC, tweet_id))
        report(f"push of a public status to {'one app' if size == 1 else f'{size} apps'}", calls)
        measured_for.append(calls)
    assert sum(frames[-1]["event"] == "status.update" for frames in network.sockets.frames.values()) == 10
    one, ten = measured_for
    assert (ten.trips, ten.writes) == (one.trips, 0)
    assert ten.billed_reads - one.billed_reads <= 9
