"""Open connections of a WebSocket API: what was sent to each, and the error for those that are closed or too old."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from linnet.ports.environment import Clock
from tests.simulation.engine.errors import AwsError, NotSimulated, gone

if TYPE_CHECKING:
    from tests.simulation.engine.sdk import Call

MAX_MESSAGE_BYTES: Final = 128 * 1024
# API Gateway's longest life of a connection.
LIFETIME_MS: Final = 2 * 3_600_000


class Sockets:
    """Connections by their ids. Limits and slowness are a hook's to raise."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._open: dict[str, int] = {}
        self._sent: dict[str, list[bytes]] = {}

    def open(self, connection_id: str) -> None:
        self._open[connection_id] = self._clock.now_ms()
        self._sent.setdefault(connection_id, [])

    def close(self, connection_id: str) -> None:
        """Close a connection; what was sent to it stays known."""
        self._open.pop(connection_id, None)

    def is_open(self, connection_id: str) -> bool:
        opened_ms = self._open.get(connection_id)
        return opened_ms is not None and self._clock.now_ms() < opened_ms + LIFETIME_MS

    def sent(self, connection_id: str) -> list[bytes]:
        """Return what was sent to a connection, in order."""
        return self._sent.get(connection_id, [])

    def answer(self, call: Call) -> dict[str, Any]:
        """Carry out a call. Raise GoneException for a closed connection, or NotSimulated."""
        connection_id = call.params["ConnectionId"]
        if not self.is_open(connection_id):
            raise gone(call)
        match call.operation:
            case "PostToConnection":
                data = call.params["Data"]
                content = data.encode() if isinstance(data, str) else bytes(data)
                if len(content) > MAX_MESSAGE_BYTES:
                    raise AwsError("PayloadTooLargeException", "Message too long", 413)
                self._sent[connection_id].append(content)
                return {}
            case "DeleteConnection":
                self.close(connection_id)
                return {}
            case "GetConnection":
                return {}
        raise NotSimulated(f"API Gateway {call.operation}")
