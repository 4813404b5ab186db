"""The newest entries of followed hashtags in a container's memory: the same for everybody who follows one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.adapters.cache import LruCache
from linnet.domain.ids import created_ms
from linnet.domain.paging import PageRange
from linnet.domain.timelines import TimelineEntry
from linnet.ports.environment import Clock
from linnet.ports.timelines import TagTimelines

# Two pages of home. Rows of an entry have 65 to 100 bytes, and so many are still read for half a unit.
HEAD_ENTRIES: Final = 40
# A head is kept for as long as nothing had come when it was read, within these: where nobody has posted for an hour,
# hardly anybody will in this minute, and where somebody posts each second many read.
SHORTEST_MS: Final = 15_000
LONGEST_MS: Final = 60_000
# Of some 8 KB each.
MAX_HEADS: Final = 2_000


@dataclass(frozen=True, slots=True)
class _Head:
    """What was newest when it was read; `whole` if there was nothing more."""

    entries: tuple[TimelineEntry, ...]
    whole: bool
    read_ms: int
    kept_ms: int


class CachedTagTimelines:
    """Implement the port `TagTimelines` over a store; every page is one read of the store or none.

    What a head still names after a deletion is refused by hydration.
    """

    def __init__(self, store: TagTimelines, clock: Clock, count: Callable[[str, float], None]) -> None:
        self._store = store
        self._clock = clock
        self._count = count
        self._heads: LruCache[str, _Head] = LruCache(clock, MAX_HEADS, LONGEST_MS)

    def page(self, tag: str, page: PageRange) -> Sequence[TimelineEntry]:
        if page.ascending:
            # Who goes on upwards would pass by what a head does not know yet, and never come back to it.
            return self._store.page(tag, page)
        head = self._known(tag)
        found = None if head is None else _page(head, page)
        self._count("TagHeadCacheMisses" if found is None else "TagHeadCacheHits", 1)
        if found is not None:
            return found
        if page.before is not None:
            # Below the head readers are in different places.
            return self._store.page(tag, page)
        return page.of(self._read(tag, max(page.limit, HEAD_ENTRIES)))

    def add(self, tag: str, entry: TimelineEntry) -> None:
        self._store.add(tag, entry)
        self._heads.drop(tag)

    def remove(self, tag: str, entry_id: int) -> None:
        self._store.remove(tag, entry_id)
        self._heads.drop(tag)

    def _known(self, tag: str) -> _Head | None:
        head = self._heads.get(tag)
        return head if head is not None and self._clock.now_ms() - head.read_ms < head.kept_ms else None

    def _read(self, tag: str, size: int) -> tuple[TimelineEntry, ...]:
        now_ms = self._clock.now_ms()
        entries = tuple(self._store.page(tag, PageRange(size)))
        # One without any may be about to get its first, for which somebody waits.
        quiet_ms = now_ms - created_ms(entries[0].id) if entries else 0
        kept_ms = min(LONGEST_MS, max(SHORTEST_MS, quiet_ms))
        self._heads.put(tag, _Head(entries, len(entries) < size, now_ms, kept_ms))
        return entries


def _page(head: _Head, page: PageRange) -> Sequence[TimelineEntry] | None:
    """Return the page as far as the head tells, None where it does not."""
    found = page.of(head.entries)
    reached = head.whole or (page.after is not None and head.entries[-1].id <= page.after + 1)
    return found if reached or len(found) >= page.limit else None
