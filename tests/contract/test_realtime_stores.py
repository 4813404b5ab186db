"""What every store of connections must do: the fake, moto's DynamoDB and DynamoDB Local through one suite."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import TypeVar

import pytest
from pynamodb.models import Model

from linnet.adapters.dynamodb import binding
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.identity import Fill, Writing
from linnet.adapters.dynamodb.realtime import DynamoConnections, DynamoSubscribers, DynamoTickets, RealtimeRow
from linnet.domain.pushes import PUBLIC_TOPIC, Topic, TopicKind, hashtag_topic, own_topic, tweet_topic
from linnet.domain.sockets import CONNECTION_MS, MAX_TOPICS, Connection, Subscriber, Ticket, Watch
from linnet.ports.sockets import ConnectionGone, Connections, Subscribers, Tickets
from tests.contract.conftest import ATOMIC, ENGINES, Reach, create_table
from tests.fakes.environment import START_MS, FakeClock, SequentialParallel
from tests.fakes.sockets import FakeConnections, FakeTickets

T = TypeVar("T")

ANN, BOB = 11, 12
HOME = own_topic(TopicKind.HOME, ANN)
TWEET = tweet_topic(5)
SHARDS = 3


@dataclass
class Stores:
    connections: Connections
    subscribers: Subscribers
    tickets: Tickets
    clock: FakeClock

    def of(self, topic: Topic) -> set[Subscriber]:
        """Return every subscriber of a topic."""
        shards = range(self.subscribers.shards(topic))
        found = [each for shard in shards for page in self.subscribers.of(topic, shard) for each in page]
        assert len(found) == len(set(found))
        return set(found)


@dataclass
class Tables(Stores):
    connections: DynamoConnections

    @classmethod
    def reached(cls, engine: str, reach: Reach) -> Tables:
        connect, clock, chance = reach(engine), FakeClock(), random.SystemRandom().random
        row = create_table(RealtimeRow, connect)
        writer = BatchWriter(SequentialParallel(), clock.sleep, chance)
        writing = Writing(binding.connection(connect), clock, clock.sleep, chance)
        return cls(
            DynamoConnections(row, writing, writer, SHARDS),
            DynamoSubscribers(row, writer, clock, SHARDS),
            DynamoTickets(row),
            clock,
        )


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    clock = FakeClock()
    if request.param == "fake":
        connections = FakeConnections(clock, SHARDS)
        return Stores(connections, connections, FakeTickets(), clock)
    return Tables.reached(request.param, reach)


@pytest.fixture(params=ENGINES)
def tables(request: pytest.FixtureRequest, reach: Reach) -> Tables:
    """Return stores that can be interrupted; the fake does one thing at a time."""
    return Tables.reached(request.param, reach)


def connection(name: str, user_id: int = ANN, after_ms: int = 0) -> Connection:
    return Connection(name, user_id, session_id=7, token_sha256=f"sha of {user_id}", connected_ms=START_MS + after_ms)


def test_a_connection_is_found_by_its_id_and_among_its_owners(stores: Stores) -> None:
    older, newer, other = connection("b"), connection("a", after_ms=1), connection("c", BOB)
    for each in (newer, older, other, older):
        stores.connections.add(each)

    assert stores.connections.get("b") == older
    assert stores.connections.of_user(ANN) == [older, newer]
    assert stores.connections.get("unknown") is None
    assert stores.connections.of_user(13) == []


def test_a_removed_connection_leaves_nothing_behind(stores: Stores) -> None:
    one, another = connection("a"), connection("b")
    for each in (one, another):
        stores.connections.add(each)
        stores.connections.subscribe(each, [HOME, TWEET, PUBLIC_TOPIC])

    for _ in range(2):
        stores.connections.remove("a", ANN)

    assert stores.connections.get("a") is None
    assert stores.connections.of_user(ANN) == [another]
    for topic in (HOME, TWEET, PUBLIC_TOPIC):
        assert stores.of(topic) == {Subscriber("b", ANN)}


def test_a_connection_ends_by_itself(stores: Stores) -> None:
    stores.connections.add(connection("a"))
    stores.connections.subscribe(connection("a"), [HOME])
    stores.clock.advance(CONNECTION_MS)

    assert stores.connections.get("a") is None
    assert stores.connections.of_user(ANN) == []
    assert stores.of(HOME) == set()


@pytest.mark.parametrize("topic", [HOME, TWEET, PUBLIC_TOPIC, hashtag_topic("a#b")], ids=lambda topic: topic.key)
def test_subscribers_of_a_topic_are_those_who_subscribed(stores: Stores, topic: Topic) -> None:
    names = [f"connection{number}" for number in range(12)]
    for number, name in enumerate(names):
        each = connection(name, user_id=number)
        stores.connections.add(each)
        stores.connections.subscribe(each, [topic])
        stores.connections.subscribe(each, [topic])
    stores.connections.unsubscribe(connection(names[0], user_id=0), [topic, tweet_topic(99)])

    assert stores.of(topic) == {Subscriber(name, number) for number, name in enumerate(names) if number}
    assert stores.of(tweet_topic(6)) == set()


def test_a_connection_knows_what_it_subscribed_to(stores: Stores) -> None:
    stores.connections.add(connection("a"))
    stores.connections.subscribe(connection("a"), [HOME, TWEET])
    stores.connections.subscribe(connection("a"), [PUBLIC_TOPIC])
    stores.connections.unsubscribe(connection("a"), [HOME])

    found = stores.connections.get("a")
    assert found is not None
    assert found.topics == {TWEET.key, PUBLIC_TOPIC.key}


ORIGIN = "https://linnet.example"


def app(name: str, user_id: int = ANN) -> Connection:
    return replace(connection(name, user_id), origin=ORIGIN, scopes=frozenset({"read", "write:lists"}))


def test_the_connection_of_an_app_keeps_what_its_token_may_do(stores: Stores) -> None:
    stores.connections.add(app("a"))
    assert stores.connections.get("a") == app("a")
    assert stores.connections.of_user(ANN) == [app("a")]


def test_streams_that_need_one_topic_share_its_row(stores: Stores) -> None:
    stores.connections.add(app("a"))
    for stream in ("user", "list 7", "user"):
        stores.connections.follow(app("a"), stream, [HOME, PUBLIC_TOPIC])
    stores.connections.follow(app("a"), "silent", [])

    assert stores.of(HOME) == {Subscriber("a", ANN, ORIGIN, frozenset({"user", "list 7"}))}
    found = stores.connections.get("a")
    assert found is not None
    assert found.streams == {"user", "list 7", "silent"}
    assert found.topics == {HOME.key, PUBLIC_TOPIC.key}
    assert stores.subscribers.watched([HOME, TWEET]) == {HOME}
    (subscriber,) = stores.of(HOME)
    assert subscriber.connected_ms == START_MS


def test_a_topic_ends_with_the_last_stream_that_needs_it(stores: Stores) -> None:
    stores.connections.add(app("a"))
    stores.connections.follow(app("a"), "user", [HOME, TWEET])
    stores.connections.follow(app("a"), "list 7", [HOME])
    for _ in range(2):
        stores.connections.unfollow(app("a"), "user", [HOME, TWEET])

    assert stores.of(TWEET) == set()
    assert stores.of(HOME) == {Subscriber("a", ANN, ORIGIN, frozenset({"list 7"}))}
    found = stores.connections.get("a")
    assert found is not None
    assert (found.streams, found.topics) == (frozenset({"list 7"}), frozenset({HOME.key}))

    stores.connections.remove("a", ANN)
    assert stores.of(HOME) == set()


def test_what_was_removed_cannot_follow_a_stream(stores: Stores) -> None:
    stores.connections.add(app("a"))
    stores.connections.remove("a", ANN)
    with pytest.raises(ConnectionGone):
        stores.connections.follow(app("a"), "user", [HOME])
    stores.connections.unfollow(app("a"), "user", [HOME])
    assert stores.of(HOME) == set()


def test_what_was_removed_cannot_subscribe(stores: Stores) -> None:
    stores.connections.add(connection("a"))
    stores.connections.remove("a", ANN)

    with pytest.raises(ConnectionGone):
        stores.connections.subscribe(connection("a"), [HOME])
    stores.connections.unsubscribe(connection("a"), [HOME])
    assert stores.connections.get("a") is None
    assert stores.of(HOME) == set()


class Died(Exception):
    """Stands for the end of the process."""


def die() -> None:
    raise Died


def wait() -> None:
    """Let the batch be written."""


@dataclass(frozen=True)
class Interrupted(BatchWriter):
    """Let something happen just before each of the next batches is written."""

    acts: list[Callable[[], None]] = field(default_factory=list)

    def write(self, model: type[Model], puts: Sequence[Model] = (), deletes: Sequence[Model] = ()) -> None:
        if self.acts:
            self.acts.pop(0)()
        BatchWriter.write(self, model, puts, deletes)


@dataclass(frozen=True)
class Overtaken(Writing):
    """Let something happen just before a transaction is committed."""

    act: Callable[[], None] = wait

    def commit(self, fill: Fill) -> None:
        self.act()
        Writing.commit(self, fill)


class Dying(SequentialParallel):
    """Stand for a process that ends at its first calls in parallel: after the transaction."""

    def run(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        raise Died


def interrupted(tables: Tables, *acts: Callable[[], None]) -> DynamoConnections:
    writer = tables.connections.writer
    return replace(
        tables.connections, writer=Interrupted(writer.parallel, writer.sleep, writer.random, acts=list(acts))
    )


def test_a_subscription_that_a_removal_overtakes_leaves_nothing_behind(tables: Tables) -> None:
    tables.connections.add(connection("a"))
    old = tables.connections.writing
    overtaken = Overtaken(old.connection, old.clock, old.sleep, old.random, act=lambda: tables.connections.remove("a"))

    with pytest.raises(ConnectionGone):
        replace(tables.connections, writing=overtaken).subscribe(connection("a"), [HOME, TWEET])

    assert tables.of(HOME) == tables.of(TWEET) == set()


def test_a_subscription_that_breaks_off_leaves_nothing_that_its_connection_does_not_name(tables: Tables) -> None:
    tables.connections.add(connection("a"))
    dying = replace(tables.connections, writer=replace(tables.connections.writer, parallel=Dying()))
    with pytest.raises(Died):
        dying.subscribe(connection("a"), [HOME, TWEET])

    tables.connections.remove("a")

    assert tables.of(HOME) == tables.of(TWEET) == set()


def test_more_topics_than_a_transaction_holds_are_subscribed_and_ended(stores: Stores) -> None:
    stores.connections.add(connection("a"))
    topics = [tweet_topic(number) for number in range(MAX_TOPICS)]
    stores.connections.subscribe(connection("a"), topics)
    found = stores.connections.get("a")
    assert found is not None
    assert len(found.topics) == MAX_TOPICS
    stores.connections.unsubscribe(connection("a"), topics)

    assert all(stores.of(topic) == set() for topic in topics)


def test_a_subscription_is_refused_while_its_connection_is_being_removed(tables: Tables) -> None:
    tables.connections.add(connection("a"))
    tables.connections.subscribe(connection("a"), [PUBLIC_TOPIC])

    def subscribe() -> None:
        assert tables.connections.get("a") is None
        with pytest.raises(ConnectionGone):
            tables.connections.subscribe(connection("a"), [HOME, TWEET])

    interrupted(tables, subscribe).remove("a")

    assert tables.connections.of_user(ANN) == []
    assert tables.of(HOME) == tables.of(TWEET) == tables.of(PUBLIC_TOPIC) == set()


@pytest.mark.parametrize("at_the_end", [False, True], ids=["at its topics", "at the rest"])
@pytest.mark.parametrize("found_under", [None, HOME], ids=["owner", "topic"])
@pytest.mark.parametrize("found_next_under", [None, HOME], ids=["by owner", "by topic"])
def test_a_removal_that_breaks_off_is_taken_up_by_whatever_finds_the_connection_next(
    tables: Tables, at_the_end: bool, found_under: Topic | None, found_next_under: Topic | None
) -> None:
    tables.connections.add(connection("a"))
    tables.connections.subscribe(connection("a"), [HOME, TWEET, PUBLIC_TOPIC])
    old = tables.connections.writing
    ending = replace(tables.connections, writing=Overtaken(old.connection, old.clock, old.sleep, old.random, act=die))

    with pytest.raises(Died):
        (ending if at_the_end else interrupted(tables, die)).remove("a", ANN, found_under)
    assert tables.connections.of_user(ANN) != []
    found_by_topic = found_next_under is not None and tables.of(found_next_under)
    tables.connections.remove("a", ANN, found_next_under if found_by_topic else None)

    assert tables.connections.get("a") is None
    assert tables.connections.of_user(ANN) == []
    assert tables.of(HOME) == tables.of(TWEET) == tables.of(PUBLIC_TOPIC) == set()


def test_topics_that_somebody_subscribed_to_are_watched(stores: Stores) -> None:
    stores.connections.add(connection("a"))
    stores.connections.subscribe(connection("a"), [HOME, TWEET])

    # More than one batch of keys.
    many = [own_topic(TopicKind.HOME, number) for number in range(100, 320)]
    assert stores.subscribers.watched([*many, HOME, TWEET]) == {HOME, TWEET}
    assert stores.subscribers.watch(TWEET) == Watch()
    assert stores.subscribers.watch(tweet_topic(6)) is None


def test_what_was_told_last_is_remembered_across_subscriptions(stores: Stores) -> None:
    stores.connections.add(connection("a"))
    stores.connections.subscribe(connection("a"), [TWEET])
    stores.subscribers.told(TWEET, Watch("likes=3", START_MS))
    stores.connections.add(connection("b", BOB, after_ms=CONNECTION_MS // 2))
    stores.clock.advance(CONNECTION_MS // 2)
    stores.connections.subscribe(connection("b", BOB, after_ms=CONNECTION_MS // 2), [TWEET])

    assert stores.subscribers.watch(TWEET) == Watch("likes=3", START_MS)
    stores.subscribers.told(tweet_topic(6), Watch("nobody", START_MS))
    assert stores.subscribers.watch(tweet_topic(6)) is None


def test_a_topic_stays_watched_as_long_as_its_last_connection(stores: Stores) -> None:
    stores.connections.add(connection("a"))
    stores.connections.subscribe(connection("a"), [TWEET])
    stores.clock.advance(CONNECTION_MS + 1)
    late = connection("b", BOB, after_ms=CONNECTION_MS + 1)
    stores.connections.add(late)
    stores.connections.subscribe(late, [TWEET])
    stores.clock.advance(CONNECTION_MS - 1)

    assert stores.of(TWEET) == {Subscriber("b", BOB)}
    assert stores.subscribers.watched([TWEET]) == {TWEET}


def test_a_ticket_is_taken_once_and_in_time(stores: Stores) -> None:
    ticket = Ticket(ANN, "sha", START_MS + 30_000)
    stores.tickets.add("one", ticket)
    stores.tickets.add("late", ticket)

    assert stores.tickets.redeem("one", START_MS + 29_999) == ticket
    assert stores.tickets.redeem("one", START_MS + 29_999) is None
    assert stores.tickets.redeem("late", START_MS + 30_000) is None
    assert stores.tickets.redeem("unknown", START_MS) is None


@pytest.mark.parametrize("stores", ATOMIC, indirect=True)
def test_of_many_takers_of_a_ticket_one_gets_it(stores: Stores) -> None:
    stores.tickets.add("one", Ticket(ANN, "sha", START_MS + 30_000))

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: stores.tickets.redeem("one", START_MS), range(8)))
    assert sum(each is not None for each in taken) == 1
