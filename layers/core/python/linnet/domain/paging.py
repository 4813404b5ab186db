"""Which part of a list a page is read from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar


class Placed(Protocol):
    """What stands in a list at its own id."""

    @property
    def id(self) -> int: ...


T = TypeVar("T")
P = TypeVar("P", bound=Placed)


@dataclass(frozen=True, slots=True)
class PageRange:
    """At most `limit` entries of a list with after < id < before: the newest of them, or `ascending` the oldest.

    Reads answer in the order of reading, ascending ones oldest first; a page is shown newest first in any case.
    A position is where a read in this direction goes on: everything beyond it, itself not.
    """

    limit: int
    before: int | None = None
    after: int | None = None
    ascending: bool = False

    @property
    def empty(self) -> bool:
        """Tell whether no id lies between the ends."""
        return self.before is not None and self.before - (-1 if self.after is None else self.after) <= 1

    @property
    def whole(self) -> bool:
        """Tell whether this is the first page of the list as such: nothing is left out but by the limit."""
        return self.before is None and self.after is None and not self.ascending

    def one_more(self) -> PageRange:
        """Return this range with an entry that tells whether there is more than a page."""
        return replace(self, limit=self.limit + 1)

    def beyond(self, position: int, limit: int) -> PageRange:
        """Return what comes next in this direction."""
        if self.ascending:
            return replace(self, limit=limit, after=position)
        return replace(self, limit=limit, before=position)

    def position_at(self, entry_id: int) -> int:
        """Return the position from which a read begins with an entry."""
        return entry_id - 1 if self.ascending else entry_id + 1

    def holds(self, entry_id: int) -> bool:
        """Tell whether an id lies between the ends."""
        return (self.before is None or entry_id < self.before) and (self.after is None or entry_id > self.after)

    def ordered(self, entries: Iterable[P]) -> list[P]:
        """Return entries in the order of reading."""
        return sorted(entries, key=lambda each: each.id, reverse=not self.ascending)

    def of(self, entries: Iterable[P]) -> list[P]:
        """Return what a read of this range finds where these are all entries."""
        return self.ordered(each for each in entries if self.holds(each.id))[: self.limit]

    def newest_first(self, read: Sequence[T]) -> tuple[T, ...]:
        """Return what was read as a page shows it."""
        return tuple(reversed(read)) if self.ascending else tuple(read)

    def neighbours(self, position: int | None, newest: int | None) -> tuple[int | None, int | None]:
        """Return the id below which the next older page begins, None at the list's end, and that above which newer do.

        `position` is where reading would go on, None at the end; `newest` the newest id that was read. Where nothing
        was, there is neither.
        """
        if newest is None:
            return position, None
        if not self.ascending:
            return position, newest
        return None if self.after is None else self.after + 1, newest if position is None else position
