"""Connections, subscriptions, tickets, and the sockets themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from linnet.domain.pushes import Topic
from linnet.domain.sockets import Connection, Subscriber, Ticket, Watch


class ConnectionGone(Exception):
    """The connection is not stored any more: it was closed, or ended by a revocation."""


class Connections(Protocol):
    """Who is connected. Everything is strongly consistent and ends by itself two hours after the connection began."""

    def add(self, connection: Connection) -> None:
        """Store a connection; again changes nothing."""
        ...

    def get(self, connection_id: str) -> Connection | None:
        """Return a connection with what it subscribed to."""
        ...

    def of_user(self, user_id: int) -> Sequence[Connection]:
        """Return the connections of an account, oldest first, without their topics."""
        ...

    def remove(self, connection_id: str, user_id: int | None = None, found_under: Topic | None = None) -> None:
        """Remove a connection and its subscriptions; again changes nothing.

        Whoever knows the owner, or a topic that the connection was found under, says so: what another removal that
        did not get to its end has left there goes, too.
        """
        ...

    def subscribe(self, connection: Connection, topics: Collection[Topic]) -> None:
        """Subscribe: whatever is sent to a topic afterwards reaches the connection. Raise ConnectionGone."""
        ...

    def unsubscribe(self, connection: Connection, topics: Collection[Topic]) -> None:
        """End subscriptions; those there are not do not matter."""
        ...

    def follow(self, connection: Connection, stream: str, topics: Collection[Topic]) -> None:
        """Subscribe to topics because of a stream (its key); others may need the same topics. Raise ConnectionGone."""
        ...

    def unfollow(self, connection: Connection, stream: str, topics: Collection[Topic]) -> None:
        """End a stream that the connection has; a topic that none is left for ends with it."""
        ...


class Subscribers(Protocol):
    """Who is to be told."""

    def watched(self, topics: Collection[Topic]) -> frozenset[Topic]:
        """Return those of the topics that somebody may be watching; the last second's may be missing."""
        ...

    def watch(self, topic: Topic) -> Watch | None:
        """Return what the subscribers were told last, strongly consistent; None when there are none."""
        ...

    def told(self, topic: Topic, watch: Watch) -> None:
        """Remember what the subscribers were told."""
        ...

    def shards(self, topic: Topic) -> int:
        """Return into how many parts the subscribers of a topic are cut."""
        ...

    def of(self, topic: Topic, shard: int) -> Iterator[Sequence[Subscriber]]:
        """Yield the subscribers of one part, some hundreds at a time, strongly consistent."""
        ...


class Tickets(Protocol):
    """Tickets, known by the SHA-256 of their secret only."""

    def add(self, sha256: str, ticket: Ticket) -> None:
        """Store a ticket."""
        ...

    def redeem(self, sha256: str, now_ms: int) -> Ticket | None:
        """Take a ticket that has not expired: of several takers one gets it."""
        ...


class SocketGone(Exception):
    """There is no such socket any more."""


class SocketFailed(Exception):
    """The socket could not be reached in time."""


class Sockets(Protocol):
    """The sockets, reached through API Gateway."""

    def post(self, connection_id: str, frame: bytes) -> None:
        """Send a frame. Raise SocketGone or SocketFailed; nothing is retried."""
        ...

    def close(self, connection_id: str) -> None:
        """Close a socket; one that is gone does not matter. Raise SocketFailed."""
        ...
