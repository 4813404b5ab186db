"""Erasing an account: the stores that hold something of it, what was ordered, and how far it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from linnet.domain.erasure import Erasure, ErasureOrder


class Eraser(Protocol):
    """What one store holds of an account, and how it goes. Every store of personal data has one.

    Each piece is bounded (some dozens of rows), and can be done again, from any earlier position, without harm.
    """

    @property
    def name(self) -> str:
        """Return the name that progress is stored under; it never changes."""
        ...

    def erase(self, user_id: int, position: str | None, /) -> str | None:
        """Erase a piece from a position on (None: the start); return where to go on, None when nothing is left."""
        ...


class Erasures(Protocol):
    """Orders to erase accounts; they are given and withdrawn with the account's standing (`Accounts.set_standing`)."""

    def waiting(self, day_ms: int, due_by_ms: int, idle_since_ms: int, limit: int) -> Sequence[ErasureOrder]:
        """Return orders of a time's UTC day that are due by a time, and not worked on since another.

        Orders that were carried out are none.
        """
        ...

    def get(self, order: ErasureOrder) -> Erasure | None:
        """Return how far an order is, strongly consistent; None when it was withdrawn or carried out."""
        ...

    def save(self, erasure: Erasure) -> Erasure:
        """Store progress made from `erasure.version`; return it as stored. Raise ports.identity.VersionConflict."""
        ...

    def finish(self, order: ErasureOrder) -> None:
        """Drop an order that was carried out; again changes nothing."""
        ...


class ErasureQueue(Protocol):
    """The queue of the accounts whose turn it is."""

    def send(self, orders: Sequence[ErasureOrder], delay_s: int) -> None:
        """Queue orders to be worked on after a delay of at most 900 s."""
        ...
