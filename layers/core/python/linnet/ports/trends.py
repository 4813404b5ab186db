"""What is stored for trends: windows, hours, lists, and what operators and readers decided about tags."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.trends.events import TrendEvent
from linnet.domain.trends.hours import HourCounts
from linnet.domain.trends.lists import Controls, TrendList
from linnet.domain.trends.windows import WindowAggregate
from linnet.domain.views import Likely


@dataclass(frozen=True, slots=True)
class ListSamples:
    """What was found when the sample tweets of a list were read last: ids only, the same for every reader.

    `trends` are the samples of each trend in the list's order, `refers` what it takes to show each that was read.
    """

    trends: tuple[tuple[int, ...], ...]
    refers: Mapping[int, Likely]


class SampleMemory(Protocol):
    """Samples of the lists that were shown lately; it may forget."""

    def get(self, scope: str, /) -> ListSamples | None:
        """Return what was found last."""
        ...

    def put(self, scope: str, samples: ListSamples, /) -> None:
        """Remember what was found."""
        ...


class EventLog(Protocol):
    """What trends are counted from; nothing else depends on it, so that whoever puts something goes on in any case."""

    def put(self, events: Sequence[TrendEvent]) -> Mapping[str, int]:
        """Append events, and what is refused once more; it takes seconds at most.

        Return how many were lost for which reason; none where all went well.
        """
        ...


@dataclass(frozen=True, slots=True)
class WindowKey:
    """Which part of which window: `part` names the events it was made from, and the same events make the same part."""

    scope: str
    window_ms: int
    part: str


class Windows(Protocol):
    """The windows of a scope, for at least a day; nothing is added to a part, it is only ever written over."""

    def put(self, key: WindowKey, window: WindowAggregate) -> None:
        """Store a part of a window, over what it held before."""
        ...

    def parts(self, scope: str, window_ms: int) -> Sequence[WindowAggregate]:
        """Return all parts of a window, in no certain order."""
        ...


class Hours(Protocol):
    """What hours counted, for eight days; another store of the same kind has what days did, under their beginnings."""

    def put(self, scope: str, hour_ms: int, counts: HourCounts) -> None:
        """Store what an hour counted, over what was stored before."""
        ...

    def of(self, scope: str, hours: Collection[int]) -> Mapping[int, HourCounts]:
        """Return those of the hours that were counted."""
        ...


class TrendLists(Protocol):
    """The newest list of each scope."""

    def get(self, scope: str) -> TrendList | None:
        """Return a scope's list, however old."""
        ...

    def replace(self, newer: TrendList) -> bool:
        """Store a list unless one of the same or a later run stands there; return whether it was stored."""
        ...


class TrendControls(Protocol):
    """What operators decided about tags."""

    def get(self) -> Controls:
        """Return all that is decided."""
        ...

    def block(self, tag: str, limit: int) -> bool:
        """Keep a tag out of every list; it loses its pin. Return False where `limit` others are blocked already."""
        ...

    def pin(self, tag: str, limit: int) -> bool:
        """Put a tag on top of every list; it is no longer blocked. Return False where `limit` others are pinned."""
        ...

    def clear(self, tag: str) -> None:
        """Decide nothing about a tag any more."""
        ...


class HiddenTrends(Protocol):
    """The tags that a reader does not want to see listed."""

    def of(self, user_id: int) -> frozenset[str]:
        """Return an account's hidden tags."""
        ...

    def hide(self, user_id: int, tag: str, limit: int) -> bool:
        """Hide a tag; again changes nothing. Return False where `limit` others are hidden already."""
        ...

    def show(self, user_id: int, tag: str) -> None:
        """Hide a tag no more; again changes nothing."""
        ...
