"""The way to open sockets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from linnet.domain.pushes import Push


class Pushes(Protocol):
    """The queue of pushes. Those of one topic are delivered in the order in which they were sent."""

    def send(self, pushes: Sequence[Push]) -> None:
        """Queue pushes; raise if any was refused after retries. Again within five minutes changes nothing."""
        ...
