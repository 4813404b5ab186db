"""Open connections of a WebSocket API: what was sent to each, and the error for those that are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.simulation.engine.errors import AwsError, NotSimulated, gone

if TYPE_CHECKING:
    from tests.simulation.engine.sdk import Call

MAX_MESSAGE_BYTES: Final = 128 * 1024


class Sockets:
    """Connections by their ids. Limits and slowness are a hook's to raise."""

    def __init__(self) -> None:
        self._open: set[str] = set()
        self._sent: dict[str, list[bytes]] = {}

    def open(self, connection_id: str) -> None:
        self._open.add(connection_id)
        self._sent.setdefault(connection_id, [])

    def close(self, connection_id: str) -> None:
        """Close a connection; what was sent to it stays known."""
        self._open.discard(connection_id)

    def is_open(self, connection_id: str) -> bool:
        return connection_id in self._open

    def sent(self, connection_id: str) -> list[bytes]:
        """Return what was sent to a connection, in order."""
        return self._sent.get(connection_id, [])

    def answer(self, call: Call) -> dict[str, Any]:
        """Carry out a call. Raise GoneException for a closed connection, or NotSimulated."""
        connection_id = call.params["ConnectionId"]
        if connection_id not in self._open:
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
