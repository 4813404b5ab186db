"""Close the sockets of sessions that have ended."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.identity import Sessions
from linnet.ports.sockets import Connections, Sockets
from linnet.services.resolve_token import viewer_of


@dataclass(frozen=True, slots=True)
class EndSockets:
    """Ask of each open connection whether its session still holds: again, late, or for nothing does no harm."""

    sessions: Sessions
    connections: Connections
    sockets: Sockets

    def run(self, user_id: int) -> None:
        """Close what must not be open any more. Raise SocketFailed when a socket cannot be reached."""
        for connection in self.connections.of_user(user_id):
            found = self.sessions.resolve(connection.token_sha256, user_id)
            if found is not None and viewer_of(*found) is not None:
                continue
            # Closed first: should this be killed in between, the row still tells the next attempt what to close.
            self.sockets.close(connection.id)
            self.connections.remove(connection.id, user_id)
