"""Erase the open connections of an account."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.sockets import Connections


@dataclass(frozen=True, slots=True)
class EraseConnections:
    """Implement the port `Eraser`: connections with everything they subscribed to.

    Their sockets were closed when the account was given up (`end_sockets.py`); without its row a socket that is open
    all the same is sent nothing, and may ask for nothing.
    """

    connections: Connections
    name: str = "connections"

    def erase(self, user_id: int, _position: str | None) -> str | None:
        found = self.connections.of_user(user_id)
        for connection in found:
            self.connections.remove(connection.id, user_id)
        return "" if found else None
