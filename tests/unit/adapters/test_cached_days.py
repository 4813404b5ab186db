"""Days of trends in a container's memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from linnet.adapters.cached_days import DAYS_KEPT_MS, CachedDays
from linnet.domain.trends.hours import HourCount, HourCounts
from linnet.domain.trends.settings import DAY_MS
from tests.fakes.environment import FakeClock
from tests.fakes.trends import FakeHours

COUNTS, MORE = HourCounts({"#a": HourCount(1, 2)}), HourCounts({"#a": HourCount(2, 3)})


class AskedDays(FakeHours):
    """Keep what was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[list[int]] = []

    def of(self, scope: str, hours: Collection[int]) -> Mapping[int, HourCounts]:
        self.asked.append(sorted(hours))
        return super().of(scope, hours)


def test_days_are_asked_for_once_in_five_minutes_counted_or_not() -> None:
    clock, store = FakeClock(), AskedDays()
    days = CachedDays(store, clock)
    store.put("world", 0, COUNTS)
    for _ in range(2):
        assert days.of("world", [0, DAY_MS]) == {0: COUNTS}
    assert days.of("world", [0, 2 * DAY_MS]) == {0: COUNTS}
    assert store.asked == [[0, DAY_MS], [2 * DAY_MS]]
    assert days.of("lang:en", [0]) == {}
    store.put("world", 0, MORE)
    clock.advance(DAYS_KEPT_MS)
    assert days.of("world", [0]) == {0: MORE}


def test_who_counts_a_day_reads_it() -> None:
    days = CachedDays(AskedDays(), FakeClock())
    assert days.of("world", [0]) == {}
    days.put("world", 0, COUNTS)
    assert days.of("world", [0]) == {0: COUNTS}
