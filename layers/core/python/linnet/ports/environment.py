"""Time, ids, randomness and concurrency: injected so that tests and the fault simulator decide them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Clock(Protocol):
    """Tell the time."""

    def now_ms(self) -> int:
        """Return Unix time in milliseconds."""
        ...


class IdSource(Protocol):
    """Make ids (see `domain/ids.py`)."""

    def next_id(self) -> int:
        """Return an id not made before by this source."""
        ...


class Parallel(Protocol):
    """Make independent store calls at once: one serial trip."""

    def run(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        """Return the answers in the order of the calls; raise the first error after all have ended."""
        ...


class Secrets(Protocol):
    """Make what nobody can guess."""

    def token(self) -> str:
        """Return 256 bits of randomness, URL-safe."""
        ...
