"""Open sockets: who is connected, with which session, and what a client may ask for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

# API Gateway closes a connection after two hours.
CONNECTION_MS: Final = 2 * 3_600_000
TICKET_MS: Final = 30_000
MAX_CONNECTIONS: Final = 10
MAX_TOPICS: Final = 100
# API Gateway cuts longer messages into frames of this size and charges for each.
MAX_FRAME_BYTES: Final = 32 * 1024


@dataclass(frozen=True, slots=True)
class Connection:
    """A socket, opened with a session. `topics` holds the keys of what it subscribed to.

    One of an app for Mastodon has an `origin`, this server as the app knows it, and `streams`, the keys of what the app
    calls the things that it subscribed to; `scopes` are those of its token, which decide about each of them.
    """

    id: str
    user_id: int
    session_id: int
    token_sha256: str
    connected_ms: int
    topics: frozenset[str] = frozenset()
    origin: str = ""
    scopes: frozenset[str] = frozenset()
    streams: frozenset[str] = frozenset()

    @property
    def expires_ms(self) -> int:
        return self.connected_ms + CONNECTION_MS


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to open one socket with a session, for a client that cannot send headers."""

    user_id: int
    token_sha256: str
    expires_ms: int


@dataclass(frozen=True, slots=True)
class Subscriber:
    """A socket that wants the pushes of a topic; `origin` and `streams` as the connection has them for this topic."""

    connection_id: str
    user_id: int
    origin: str = ""
    streams: frozenset[str] = frozenset()
    connected_ms: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Watch:
    """What is known about a watched topic: what its subscribers were told last, and when (Unix milliseconds)."""

    told: str = ""
    told_ms: int = 0
