"""Bound what one socket may send."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError
from linnet.domain.sockets import Connection
from linnet.ports.limits import Allowance, Limiter, LimiterUnavailable, Window
from linnet.ports.sockets import Connections, SocketFailed, Sockets


@dataclass(frozen=True, slots=True)
class GuardFrames:
    """Count frames, and refused frames apart: who is refused too often is shut out."""

    limiter: Limiter
    connections: Connections
    sockets: Sockets
    frames: Window
    refused: Window

    def admit(self, connection: Connection) -> None:
        """Count a frame. Raise a DomainError when there were too many."""
        allowance = self._take(connection, "frames", self.frames)
        if allowance is not None and not allowance.allowed:
            raise DomainError(Code.RATE_LIMITED, "too many frames", retry_after_s=allowance.retry_after_s)

    def blame(self, connection: Connection) -> bool:
        """Count a refused frame; return False once the socket has been shut out for it."""
        allowance = self._take(connection, "refused_frames", self.refused)
        if allowance is None or allowance.allowed:
            return True
        # One that cannot be reached is closed by its next frame, which finds no row.
        with suppress(SocketFailed):
            self.sockets.close(connection.id)
        self.connections.remove(connection.id, connection.user_id)
        return False

    def _take(self, connection: Connection, bucket: str, window: Window) -> Allowance | None:
        try:
            return self.limiter.take(f"socket:{connection.id}", bucket, window)
        except LimiterUnavailable:
            return None
