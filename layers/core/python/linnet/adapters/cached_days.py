"""What days counted, in a container's memory: one row has all tags of a day, and serves everybody who asks for one."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from linnet.adapters.cache import LruCache
from linnet.domain.trends.hours import HourCounts
from linnet.ports.environment import Clock
from linnet.ports.trends import Hours

# Today's row changes once an hour, those of other days when an hour is made up for.
DAYS_KEPT_MS: Final = 300_000
# A week of one scope, and what it rolls on to; some 400 KB each.
MAX_DAYS: Final = 16


class CachedDays:
    """Implement the port `Hours` over the store of days; a day that nobody counted is remembered as well."""

    def __init__(self, store: Hours, clock: Clock) -> None:
        self._store = store
        self._kept: LruCache[tuple[str, int], tuple[HourCounts | None]] = LruCache(clock, MAX_DAYS, DAYS_KEPT_MS)

    def put(self, scope: str, hour_ms: int, counts: HourCounts) -> None:
        self._store.put(scope, hour_ms, counts)
        self._kept.drop((scope, hour_ms))

    def of(self, scope: str, hours: Collection[int]) -> Mapping[int, HourCounts]:
        kept = {day_ms: self._kept.get((scope, day_ms)) for day_ms in hours}
        missing = [day_ms for day_ms, known in kept.items() if known is None]
        if missing:
            read = self._store.of(scope, missing)
            for day_ms in missing:
                kept[day_ms] = (read.get(day_ms),)
                self._kept.put((scope, day_ms), (read.get(day_ms),))
        return {
            day_ms: counts for day_ms, known in kept.items() if known is not None and (counts := known[0]) is not None
        }
