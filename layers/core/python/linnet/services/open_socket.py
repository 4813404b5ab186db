"""Let a client in at the handshake, and hand out the tickets that some clients need for it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from linnet.domain import tokens
from linnet.domain.errors import Code, DomainError, unconfirmed
from linnet.domain.sockets import MAX_CONNECTIONS, TICKET_MS, Connection, Ticket
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, Secrets
from linnet.ports.identity import Sessions
from linnet.ports.limits import Limiter, LimiterUnavailable, Window
from linnet.ports.sockets import Connections, SocketFailed, Sockets, Tickets
from linnet.services.resolve_token import viewer_of


@dataclass(frozen=True, slots=True)
class IssueTicket:
    """Give a logged-in client the right to open one socket within half a minute."""

    tickets: Tickets
    secrets: Secrets
    clock: Clock

    def run(self, viewer: Viewer) -> tuple[str, int]:
        """Return the ticket and when it expires (Unix milliseconds)."""
        secret = self.secrets.token()
        expires_ms = self.clock.now_ms() + TICKET_MS
        self.tickets.add(tokens.digest(secret), Ticket(viewer.user_id, viewer.token_sha256, expires_ms))
        return secret, expires_ms


@dataclass(frozen=True, slots=True)
class OpenSocket:
    """Accept a connection of a session that holds at this very moment; no cache is asked."""

    sessions: Sessions
    connections: Connections
    tickets: Tickets
    sockets: Sockets
    limiter: Limiter
    clock: Clock
    window: Window

    def by_token(self, connection_id: str, token: str, origin: str = "") -> Connection:
        """Open with an access token. Raise a DomainError.

        An app for Mastodon says under which `origin` it knows this server; what its token may read is asked for each
        stream.
        """
        if len(token) > tokens.MAX_TOKEN:
            raise _unauthenticated()
        return self._open(connection_id, tokens.digest(token), tokens.hint(token), origin)

    def by_ticket(self, connection_id: str, secret: str) -> Connection:
        """Open with a ticket, which is used up by it. Raise a DomainError."""
        if len(secret) > tokens.MAX_TOKEN:
            raise _unauthenticated()
        ticket = self.tickets.redeem(tokens.digest(secret), self.clock.now_ms())
        if ticket is None:
            raise _unauthenticated()
        return self._open(connection_id, ticket.token_sha256, ticket.user_id)

    def _open(self, connection_id: str, token_sha256: str, user_hint: int | None, origin: str = "") -> Connection:
        viewer = self._viewer(token_sha256, user_hint)
        if not origin and "read" not in viewer.scopes:
            raise DomainError(Code.FORBIDDEN, "the token lacks the scope read")
        self._refuse_over_limit(viewer)
        connection = Connection(
            id=connection_id,
            user_id=viewer.user_id,
            session_id=viewer.session_id,
            token_sha256=token_sha256,
            connected_ms=self.clock.now_ms(),
            origin=origin,
            scopes=viewer.scopes if origin else frozenset(),
        )
        self.connections.add(connection)
        try:
            # Again, now that the connection can be found: a revocation either ended the session before this look, or
            # looks for connections after the row was there.
            self._viewer(token_sha256, viewer.user_id)
        except DomainError:
            self.connections.remove(connection.id, connection.user_id)
            raise
        self._make_room(connection)
        return connection

    def _viewer(self, token_sha256: str, user_hint: int | None) -> Viewer:
        found = self.sessions.resolve(token_sha256, user_hint)
        viewer = None if found is None else viewer_of(*found)
        if viewer is None:
            raise _unauthenticated()
        if not viewer.confirmed:
            raise unconfirmed()
        return viewer

    def _refuse_over_limit(self, viewer: Viewer) -> None:
        try:
            allowance = self.limiter.take(f"user:{viewer.user_id}", "sockets", self.window)
        except LimiterUnavailable:
            return
        if not allowance.allowed:
            raise DomainError(Code.RATE_LIMITED, "too many connections", retry_after_s=allowance.retry_after_s)

    def _make_room(self, newest: Connection) -> None:
        """Close the oldest connections above the limit: rows of sockets that broke must not keep their owner out."""
        standing = [each for each in self.connections.of_user(newest.user_id) if each.id != newest.id]
        for connection in standing[: max(0, len(standing) + 1 - MAX_CONNECTIONS)]:
            # One that cannot be reached is told nothing more without its row, and a frame on it closes it.
            with suppress(SocketFailed):
                self.sockets.close(connection.id)
            self.connections.remove(connection.id, connection.user_id)


def _unauthenticated() -> DomainError:
    return DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
