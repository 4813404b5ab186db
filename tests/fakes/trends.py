"""The event log, windows, hours, lists and decisions about tags in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from linnet.domain.trends.events import TrendEvent
from linnet.domain.trends.hours import HourCounts
from linnet.domain.trends.lists import Controls, TrendList
from linnet.domain.trends.windows import WindowAggregate
from linnet.ports.trends import WindowKey


class FakeEventLog:
    """Keep events until the test hands them on; `fails` and `refuses` are what an outage does."""

    def __init__(self) -> None:
        self.waiting: list[TrendEvent] = []
        self.puts = 0
        self.refuses = False
        self.fails: Exception | None = None

    def put(self, events: Sequence[TrendEvent]) -> Mapping[str, int]:
        self.puts += 1
        if self.fails is not None:
            raise self.fails
        if self.refuses:
            return {"ProvisionedThroughputExceededException": len(events)}
        self.waiting.extend(events)
        return {}


class FakeWindows:
    def __init__(self) -> None:
        self.stored: defaultdict[tuple[str, int], dict[str, WindowAggregate]] = defaultdict(dict)

    def put(self, key: WindowKey, window: WindowAggregate) -> None:
        self.stored[key.scope, key.window_ms][key.part] = window

    def parts(self, scope: str, window_ms: int) -> Sequence[WindowAggregate]:
        return list(self.stored.get((scope, window_ms), {}).values())


class FakeHours:
    def __init__(self) -> None:
        self.stored: defaultdict[str, dict[int, HourCounts]] = defaultdict(dict)

    def put(self, scope: str, hour_ms: int, counts: HourCounts) -> None:
        self.stored[scope][hour_ms] = counts

    def of(self, scope: str, hours: Collection[int]) -> Mapping[int, HourCounts]:
        return {hour: counts for hour, counts in self.stored[scope].items() if hour in hours}


class FakeTrendLists:
    def __init__(self) -> None:
        self.stored: dict[str, TrendList] = {}

    def get(self, scope: str) -> TrendList | None:
        return self.stored.get(scope)

    def replace(self, newer: TrendList) -> bool:
        known = self.stored.get(newer.scope)
        if known is not None and known.run_ms >= newer.run_ms:
            return False
        self.stored[newer.scope] = newer
        return True


class FakeTrendControls:
    def __init__(self) -> None:
        self._blocked: set[str] = set()
        self._pinned: set[str] = set()

    def get(self) -> Controls:
        return Controls(frozenset(self._blocked), frozenset(self._pinned))

    def block(self, tag: str, limit: int) -> bool:
        return _moved(tag, self._pinned, self._blocked, limit)

    def pin(self, tag: str, limit: int) -> bool:
        return _moved(tag, self._blocked, self._pinned, limit)

    def clear(self, tag: str) -> None:
        self._blocked.discard(tag)
        self._pinned.discard(tag)


class FakeHiddenTrends:
    def __init__(self) -> None:
        self._hidden: defaultdict[int, set[str]] = defaultdict(set)

    def of(self, user_id: int) -> frozenset[str]:
        return frozenset(self._hidden[user_id])

    def hide(self, user_id: int, tag: str, limit: int) -> bool:
        return _moved(tag, set(), self._hidden[user_id], limit)

    def show(self, user_id: int, tag: str) -> None:
        self._hidden[user_id].discard(tag)


def _moved(tag: str, source: set[str], target: set[str], limit: int) -> bool:
    if tag not in target and len(target) >= limit:
        return False
    source.discard(tag)
    target.add(tag)
    return True
