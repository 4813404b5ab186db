"""Connections, subscriptions, tickets and sockets in memory."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from linnet.domain.pushes import Topic
from linnet.domain.sockets import Connection, Subscriber, Ticket, Watch
from linnet.ports.environment import Clock
from linnet.ports.sockets import ConnectionGone, SocketFailed, SocketGone


class FakeConnections:
    """Implement the ports `Connections` and `Subscribers`; every topic has one part."""

    def __init__(self, clock: Clock, shards: int = 1) -> None:
        self._clock = clock
        self._shards = shards
        self._connections: dict[str, Connection] = {}
        self._subscribers: defaultdict[Topic, dict[str, Subscriber]] = defaultdict(dict)
        self._marks: dict[Topic, Watch] = {}

    def add(self, connection: Connection) -> None:
        self._connections.setdefault(connection.id, connection)

    def get(self, connection_id: str) -> Connection | None:
        found = self._connections.get(connection_id)
        return found if found is not None and self._lives(found) else None

    def of_user(self, user_id: int) -> Sequence[Connection]:
        own = (each for each in self._connections.values() if each.user_id == user_id and self._lives(each))
        listed = (replace(each, topics=frozenset(), streams=frozenset()) for each in own)
        return sorted(listed, key=lambda each: each.connected_ms)

    def remove(self, connection_id: str, user_id: int | None = None, found_under: Topic | None = None) -> None:
        self._connections.pop(connection_id, None)
        for subscribers in self._subscribers.values():
            subscribers.pop(connection_id, None)

    def subscribe(self, connection: Connection, topics: Collection[Topic]) -> None:
        stored = self._connections.get(connection.id)
        if stored is None:
            raise ConnectionGone(connection.id)
        self._connections[stored.id] = replace(stored, topics=stored.topics | {topic.key for topic in topics})
        for topic in topics:
            self._subscribers[topic][stored.id] = Subscriber(
                stored.id, stored.user_id, connected_ms=stored.connected_ms
            )
            self._marks.setdefault(topic, Watch())

    def follow(self, connection: Connection, stream: str, topics: Collection[Topic]) -> None:
        stored = self._connections.get(connection.id)
        if stored is None:
            raise ConnectionGone(connection.id)
        self._connections[stored.id] = replace(
            stored, topics=stored.topics | {topic.key for topic in topics}, streams=stored.streams | {stream}
        )
        for topic in topics:
            known = self._subscribers[topic].get(stored.id)
            streams = frozenset({stream}) | (known.streams if known is not None else frozenset())
            self._subscribers[topic][stored.id] = Subscriber(
                stored.id, stored.user_id, stored.origin, streams, stored.connected_ms
            )
            self._marks.setdefault(topic, Watch())

    def unfollow(self, connection: Connection, stream: str, topics: Collection[Topic]) -> None:
        stored = self._connections.get(connection.id)
        if stored is None:
            return
        ended = set()
        for topic in topics:
            known = self._subscribers[topic].get(stored.id)
            if known is not None:
                left = replace(known, streams=known.streams - {stream})
                self._subscribers[topic][stored.id] = left
                if not left.streams:
                    del self._subscribers[topic][stored.id]
                    ended.add(topic.key)
        self._connections[stored.id] = replace(stored, topics=stored.topics - ended, streams=stored.streams - {stream})

    def unsubscribe(self, connection: Connection, topics: Collection[Topic]) -> None:
        stored = self._connections.get(connection.id)
        if stored is not None:
            self._connections[stored.id] = replace(stored, topics=stored.topics - {topic.key for topic in topics})
        for topic in topics:
            self._subscribers[topic].pop(connection.id, None)

    def watched(self, topics: Collection[Topic]) -> frozenset[Topic]:
        return frozenset(topic for topic in topics if topic in self._marks)

    def watch(self, topic: Topic) -> Watch | None:
        return self._marks.get(topic)

    def told(self, topic: Topic, watch: Watch) -> None:
        if topic in self._marks:
            self._marks[topic] = watch

    def shards(self, topic: Topic) -> int:
        return 1 if topic.kind.own else self._shards

    def of(self, topic: Topic, shard: int) -> Iterator[Sequence[Subscriber]]:
        found = [
            subscriber
            for each, subscriber in self._subscribers[topic].items()
            if sum(each.encode()) % self.shards(topic) == shard and self.get(each) is not None
        ]
        if found:
            yield found

    def _lives(self, connection: Connection) -> bool:
        return connection.expires_ms > self._clock.now_ms()


class FakeTickets:
    def __init__(self) -> None:
        self._tickets: dict[str, Ticket] = {}

    def add(self, sha256: str, ticket: Ticket) -> None:
        self._tickets[sha256] = ticket

    def redeem(self, sha256: str, now_ms: int) -> Ticket | None:
        ticket = self._tickets.pop(sha256, None)
        return ticket if ticket is not None and ticket.expires_ms > now_ms else None


class FakeSockets:
    """Keep the frames that each socket got. `gone` sockets are closed, `failing` ones do not answer in time."""

    def __init__(self) -> None:
        self.frames: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
        self.closed: list[str] = []
        self.tried: list[str] = []
        self.gone: set[str] = set()
        self.failing: set[str] = set()

    def post(self, connection_id: str, frame: bytes) -> None:
        self.tried.append(connection_id)
        if connection_id in self.gone or connection_id in self.closed:
            raise SocketGone(connection_id)
        if connection_id in self.failing:
            raise SocketFailed(connection_id)
        self.frames[connection_id].append(json.loads(frame))

    def close(self, connection_id: str) -> None:
        if connection_id in self.failing:
            raise SocketFailed(connection_id)
        self.closed.append(connection_id)
