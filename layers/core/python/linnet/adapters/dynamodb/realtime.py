"""Connections, subscriptions and tickets in DynamoDB."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import realtime_keys as keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.identity import Fill, Writing
from linnet.adapters.dynamodb.transactions import MAX_ACTIONS, ConditionsFailed
from linnet.domain.pushes import Topic, topic_of_key
from linnet.domain.sockets import CONNECTION_MS, MAX_CONNECTIONS, Connection, Subscriber, Ticket, Watch
from linnet.ports.environment import Clock
from linnet.ports.sockets import ConnectionGone

PAGE: Final = 500
# A topic's mark outlives the connections that it was set for, so that most subscriptions find it as it should be.
MARK_MS: Final = 2 * CONNECTION_MS


class RealtimeRow(Model):
    """A connection, its place among its owner's, a subscription, the mark of a watched topic, or a ticket."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    user_id = NumberAttribute(null=True)
    session_id = NumberAttribute(null=True)
    token_sha256 = UnicodeAttribute(null=True)
    connected_at = NumberAttribute(null=True)
    topics = UnicodeSetAttribute(null=True)
    origin = UnicodeAttribute(null=True)
    scopes = UnicodeSetAttribute(null=True)
    streams = UnicodeSetAttribute(null=True)
    removed = NumberAttribute(null=True)
    told = UnicodeAttribute(null=True)
    told_at = NumberAttribute(null=True)
    expires_ms = NumberAttribute()
    expires_at = NumberAttribute()


# Neither gone nor being removed.
_STANDS: Final = RealtimeRow.pk.exists() & RealtimeRow.removed.does_not_exist()


@dataclass(frozen=True, slots=True)
class DynamoConnections:
    """Implement the port `Connections`.

    A connection is two rows: by its id, and among its owner's, where a revocation finds it with a consistent read. One
    transaction stores both: of the first alone no erasure would know.

    Expired rows linger until TTL takes them, hence the looks at the clock.

    Removal and subscription may overlap. The removal marks the connection first and learns its topics by that same
    write; a subscription names its topics, where there is no mark, and stores its rows in one transaction. So the
    removal knows of every row there is, whoever dies when.
    """

    row: type[RealtimeRow]
    writing: Writing
    writer: BatchWriter
    shards: int

    def add(self, connection: Connection) -> None:
        def fill(write: TransactWrite) -> None:
            write.save(self._connection_row(keys.connection(connection.id), keys.CONNECTION, connection))
            write.save(self._connection_row(keys.connections_of(connection.user_id), connection.id, connection))

        self.writing.commit(fill)

    def get(self, connection_id: str) -> Connection | None:
        try:
            row = self.row.get(keys.connection(connection_id), keys.CONNECTION, consistent_read=True)
        except self.row.DoesNotExist:
            return None
        return _connection_of(connection_id, row) if self._stands(row) else None

    def of_user(self, user_id: int) -> Sequence[Connection]:
        rows = self.row.query(
            keys.connections_of(user_id),
            consistent_read=True,
            limit=10 * MAX_CONNECTIONS,
            page_size=10 * MAX_CONNECTIONS,
        )
        now_ms = self.writing.clock.now_ms()
        found = [_connection_of(row.sk, row) for row in rows if row.expires_ms > now_ms]
        return sorted(found, key=lambda each: (each.connected_ms, each.id))

    def remove(self, connection_id: str, user_id: int | None = None, found_under: Topic | None = None) -> None:
        # With its topics, also when it has expired: nothing of it may stay behind.
        row = self.row(keys.connection(connection_id), keys.CONNECTION)
        marked: list[Action] = [RealtimeRow.removed.set(1)]
        topics: Set[str] = set()
        if written(lambda: row.update(actions=marked, condition=RealtimeRow.pk.exists())):
            user_id = int(row.user_id or 0)
            topics = row.topics or set()
        others = [topic for topic in map(topic_of_key, sorted(topics)) if topic != found_under]
        if others:
            self.writer.write(self.row, deletes=[self._subscription_key(topic, connection_id) for topic in others])

        # What names the topics goes last, and at once with all that somebody may find it by: a removal that breaks off
        # is taken up by whoever comes next, by its owner or by the topic that is left.
        def fill(write: TransactWrite) -> None:
            write.delete(self.row(keys.connection(connection_id), keys.CONNECTION))
            if user_id is not None:
                write.delete(self.row(keys.connections_of(user_id), connection_id))
            if found_under is not None:
                write.delete(self._subscription_key(found_under, connection_id))

        self.writing.commit(fill)

    def subscribe(self, connection: Connection, topics: Collection[Topic]) -> None:
        for part in _parts(topics):
            self._subscribe(connection, part)
        self._mark(connection, topics)

    def follow(self, connection: Connection, stream: str, topics: Collection[Topic]) -> None:
        def fill(write: TransactWrite) -> None:
            named: list[Action] = [RealtimeRow.streams.add({stream})]
            if topics:
                named.append(RealtimeRow.topics.add({topic.key for topic in topics}))
            write.update(self._key(connection), actions=named, condition=_STANDS)
            for topic in topics:
                # Added, not replaced: two frames of one socket may be worked off at once.
                write.update(
                    self._subscription_key(topic, connection.id),
                    actions=[
                        RealtimeRow.streams.add({stream}),
                        RealtimeRow.user_id.set(connection.user_id),
                        RealtimeRow.origin.set(connection.origin),
                        RealtimeRow.expires_ms.set(connection.expires_ms),
                        RealtimeRow.expires_at.set(_expiry_s(connection.expires_ms)),
                    ],
                )

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            raise ConnectionGone(connection.id) from refused
        self._mark(connection, topics)

    def unfollow(self, connection: Connection, stream: str, topics: Collection[Topic]) -> None:
        def end_stream(write: TransactWrite) -> None:
            ended: list[Action] = [RealtimeRow.streams.delete({stream})]
            write.update(self._key(connection), actions=ended, condition=_STANDS)
            for topic in topics:
                key = self._subscription_key(topic, connection.id)
                write.update(key, actions=ended, condition=RealtimeRow.pk.exists())

        def end_topic(topic: Topic) -> Fill:
            def fill(write: TransactWrite) -> None:
                ended: list[Action] = [RealtimeRow.topics.delete({topic.key})]
                write.update(self._key(connection), actions=ended, condition=_STANDS)
                unneeded = RealtimeRow.streams.does_not_exist()
                write.delete(self._subscription_key(topic, connection.id), condition=unneeded)

            return fill

        # Without a connection there are no subscriptions either, and a topic that a stream needs stays.
        for fill in (end_stream, *(end_topic(topic) for topic in topics)):
            with suppress(ConditionsFailed):
                self.writing.commit(fill)

    def unsubscribe(self, connection: Connection, topics: Collection[Topic]) -> None:
        for part in _parts(topics):
            self._unsubscribe(connection.id, part)

    def _mark(self, connection: Connection, topics: Collection[Topic]) -> None:
        # Read before they are written, as many may subscribe to one topic at once and one write serves them.
        names = [keys.watched(topic.key) for topic in topics]
        marks = _read(self.row, self.writer, [(name, keys.WATCHED) for name in names], consistent=True)
        late = [name for name in names if name not in marks or marks[name].expires_ms < connection.expires_ms]
        self.writer.parallel.run([self._marked(name) for name in late])

    def _subscribe(self, connection: Connection, topics: Sequence[Topic]) -> None:
        def fill(write: TransactWrite) -> None:
            write.update(
                self._key(connection),
                actions=[RealtimeRow.topics.add({topic.key for topic in topics})],
                condition=_STANDS,
            )
            for topic in topics:
                write.save(self._subscription_row(topic, connection))

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            raise ConnectionGone(connection.id) from refused

    def _unsubscribe(self, connection_id: str, topics: Sequence[Topic]) -> None:
        def fill(write: TransactWrite) -> None:
            write.update(
                self.row(keys.connection(connection_id), keys.CONNECTION),
                actions=[RealtimeRow.topics.delete({topic.key for topic in topics})],
                condition=RealtimeRow.pk.exists(),
            )
            for topic in topics:
                write.delete(self._subscription_key(topic, connection_id))

        # Without a connection there are no subscriptions either: its removal took them.
        with suppress(ConditionsFailed):
            self.writing.commit(fill)

    def _stands(self, row: RealtimeRow) -> bool:
        return not row.removed and row.expires_ms > self.writing.clock.now_ms()

    def _marked(self, key: str) -> Callable[[], None]:
        def update() -> None:
            until_ms = self.writing.clock.now_ms() + MARK_MS
            # What was told last stays.
            self.row(key, keys.WATCHED).update(
                actions=[RealtimeRow.expires_ms.set(until_ms), RealtimeRow.expires_at.set(_expiry_s(until_ms))]
            )

        return update

    def _connection_row(self, pk: str, sk: str, connection: Connection) -> RealtimeRow:
        return self.row(
            pk,
            sk,
            user_id=connection.user_id,
            session_id=connection.session_id,
            token_sha256=connection.token_sha256,
            connected_at=connection.connected_ms,
            origin=connection.origin or None,
            scopes=connection.scopes or None,
            expires_ms=connection.expires_ms,
            expires_at=_expiry_s(connection.expires_ms),
        )

    def _key(self, connection: Connection) -> RealtimeRow:
        return self.row(keys.connection(connection.id), keys.CONNECTION)

    def _subscription_key(self, topic: Topic, connection_id: str) -> RealtimeRow:
        shard = shard_of(connection_id, shards_of(topic, self.shards))
        return self.row(keys.subscribers(topic.key, shard), connection_id)

    def _subscription_row(self, topic: Topic, connection: Connection) -> RealtimeRow:
        row = self._subscription_key(topic, connection.id)
        row.user_id = connection.user_id
        row.expires_ms = connection.expires_ms
        row.expires_at = _expiry_s(connection.expires_ms)
        return row


@dataclass(frozen=True, slots=True)
class DynamoSubscribers:
    """Implement the port `Subscribers`."""

    row: type[RealtimeRow]
    writer: BatchWriter
    clock: Clock
    count: int

    def watched(self, topics: Collection[Topic]) -> frozenset[Topic]:
        by_key = {keys.watched(topic.key): topic for topic in topics}
        now_ms = self.clock.now_ms()
        marks = _read(self.row, self.writer, [(key, keys.WATCHED) for key in by_key], consistent=False)
        return frozenset(by_key[key] for key, mark in marks.items() if mark.expires_ms > now_ms)

    def watch(self, topic: Topic) -> Watch | None:
        try:
            row = self.row.get(keys.watched(topic.key), keys.WATCHED, consistent_read=True)
        except self.row.DoesNotExist:
            return None
        return Watch(row.told or "", int(row.told_at or 0)) if row.expires_ms > self.clock.now_ms() else None

    def told(self, topic: Topic, watch: Watch) -> None:
        row = self.row(keys.watched(topic.key), keys.WATCHED)
        told: list[Action] = [RealtimeRow.told.set(watch.told), RealtimeRow.told_at.set(watch.told_ms)]
        written(lambda: row.update(actions=told, condition=RealtimeRow.pk.exists()))

    def shards(self, topic: Topic) -> int:
        return shards_of(topic, self.count)

    def of(self, topic: Topic, shard: int) -> Iterator[Sequence[Subscriber]]:
        now_ms = self.clock.now_ms()
        page: list[Subscriber] = []
        for row in self.row.query(keys.subscribers(topic.key, shard), consistent_read=True, page_size=PAGE):
            if row.expires_ms > now_ms:
                page.append(_subscriber_of(row))
            if len(page) == PAGE:
                yield page
                page = []
        if page:
            yield page


@dataclass(frozen=True, slots=True)
class DynamoTickets:
    """Implement the port `Tickets`."""

    row: type[RealtimeRow]

    def add(self, sha256: str, ticket: Ticket) -> None:
        self.row(
            keys.ticket(sha256),
            keys.TICKET,
            user_id=ticket.user_id,
            token_sha256=ticket.token_sha256,
            expires_ms=ticket.expires_ms,
            expires_at=_expiry_s(ticket.expires_ms),
        ).save()

    def redeem(self, sha256: str, now_ms: int) -> Ticket | None:
        # The condition makes it single: of two deletions one finds the row.
        ticket = self._read(sha256)
        if ticket is None or ticket.expires_ms <= now_ms:
            return None
        row = self.row(keys.ticket(sha256), keys.TICKET)
        return ticket if written(lambda: row.delete(condition=RealtimeRow.pk.exists())) else None

    def _read(self, sha256: str) -> Ticket | None:
        try:
            row = self.row.get(keys.ticket(sha256), keys.TICKET, consistent_read=True)
        except self.row.DoesNotExist:
            return None
        return Ticket(int(row.user_id or 0), row.token_sha256 or "", int(row.expires_ms))


def shards_of(topic: Topic, count: int) -> int:
    """Return into how many partitions the subscribers of a topic are cut: one's own has few."""
    return 1 if topic.kind.own else count


def _parts(topics: Collection[Topic]) -> list[Sequence[Topic]]:
    """Cut topics for transactions that hold a row of each and the connection."""
    every = sorted(topics, key=lambda topic: topic.key)
    size = MAX_ACTIONS - 1
    return [every[start : start + size] for start in range(0, len(every), size)]


def shard_of(connection_id: str, shards: int) -> int:
    return zlib.crc32(connection_id.encode()) % shards


def _read(
    row: type[RealtimeRow], writer: BatchWriter, wanted: Sequence[tuple[str, str]], *, consistent: bool
) -> Mapping[str, RealtimeRow]:
    """Return the rows that there are, by partition: each of the wanted is in another."""

    def read(part: Sequence[tuple[str, str]]) -> Callable[[], list[RealtimeRow]]:
        return lambda: list(read_batch(row, part, sleep=writer.sleep, random=writer.random, consistent=consistent))

    parts = [wanted[start : start + 100] for start in range(0, len(wanted), 100)]
    return {each.pk: each for part in writer.parallel.run([read(part) for part in parts]) for each in part}


def _connection_of(connection_id: str, row: RealtimeRow) -> Connection:
    return Connection(
        id=connection_id,
        user_id=int(row.user_id or 0),
        session_id=int(row.session_id or 0),
        token_sha256=row.token_sha256 or "",
        connected_ms=int(row.connected_at or 0),
        topics=frozenset(row.topics or ()),
        origin=row.origin or "",
        scopes=frozenset(row.scopes or ()),
        streams=frozenset(row.streams or ()),
    )


def _subscriber_of(row: RealtimeRow) -> Subscriber:
    return Subscriber(
        connection_id=row.sk,
        user_id=int(row.user_id or 0),
        origin=row.origin or "",
        streams=frozenset(row.streams or ()),
        connected_ms=int(row.expires_ms) - CONNECTION_MS,
    )


def _expiry_s(unix_ms: int) -> int:
    return unix_ms // 1000
