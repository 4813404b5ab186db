"""What a container remembers of followed hashtags, and for how long."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.adapters.cached_tag_timelines import HEAD_ENTRIES, LONGEST_MS, SHORTEST_MS, CachedTagTimelines
from linnet.domain.ids import id_at
from linnet.domain.paging import PageRange
from linnet.domain.timelines import TimelineEntry
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.timelines import FakeTagTimelines


class CountedTimelines(FakeTagTimelines):
    """Count how often pages are read."""

    def __init__(self) -> None:
        super().__init__()
        self.reads = 0

    def page(self, tag: str, page: PageRange) -> Sequence[TimelineEntry]:
        self.reads += 1
        return super().page(tag, page)


class World:
    """A cache over a store, with time and counts."""

    def __init__(self) -> None:
        self.clock, self.store, self.counts = FakeClock(), CountedTimelines(), Counter[str]()
        self.cached = CachedTagTimelines(self.store, self.clock, lambda name, _: self.counts.update([name]))

    def post(self, number: int, ago_ms: int = 0) -> TimelineEntry:
        """Put an entry into the store, behind the cache's back."""
        entry = TimelineEntry(id_at(self.clock.now_ms() - ago_ms, number), author_id=9)
        self.store.add("birds", entry)
        return entry


def test_all_who_follow_a_hashtag_share_one_read() -> None:
    world = World()
    entries = [world.post(number) for number in range(3)]
    pages = [world.cached.page("birds", PageRange(limit)) for limit in (1, 21, 2)]

    assert [len(page) for page in pages] == [1, 3, 2]
    assert pages[1] == list(reversed(entries))
    assert world.store.reads == 1
    assert world.counts == {"TagHeadCacheMisses": 1, "TagHeadCacheHits": 2}


@pytest.mark.parametrize(
    ("quiet_ms", "kept_ms"),
    [(0, SHORTEST_MS), (30_000, 30_000), (LONGEST_MS, LONGEST_MS), (9 * LONGEST_MS, LONGEST_MS)],
)
def test_the_longer_nobody_posted_the_longer_a_head_is_kept(quiet_ms: int, kept_ms: int) -> None:
    world = World()
    old = world.post(1, ago_ms=quiet_ms)
    world.cached.page("birds", PageRange(5))
    new = world.post(2)
    world.clock.advance(kept_ms - 1)
    assert list(world.cached.page("birds", PageRange(5))) == [old]

    world.clock.advance(1)

    assert list(world.cached.page("birds", PageRange(5))) == [new, old]


def test_a_hashtag_without_tweets_is_remembered_for_the_shortest_time() -> None:
    world = World()
    assert [list(world.cached.page("birds", PageRange(5))) for _ in range(2)] == [[], []]
    assert world.store.reads == 1
    first = world.post(1)
    world.clock.advance(SHORTEST_MS)

    assert list(world.cached.page("birds", PageRange(5))) == [first]


def test_who_writes_reads_what_was_written() -> None:
    world = World()
    world.cached.page("birds", PageRange(5))
    entry = TimelineEntry(id_at(START_MS, 1), 9)
    world.cached.add("birds", entry)
    assert list(world.cached.page("birds", PageRange(5))) == [entry]
    world.cached.remove("birds", entry.id)

    assert list(world.cached.page("birds", PageRange(5))) == []


@given(
    size=st.integers(0, 2 * HEAD_ENTRIES), limits=st.lists(st.integers(1, HEAD_ENTRIES + 10), min_size=1, max_size=5)
)
def test_pages_have_every_entry_once_each_with_one_read_or_none(size: int, limits: list[int]) -> None:
    world = World()
    entries = [world.post(number) for number in range(size)]
    found: list[TimelineEntry] = []
    for number in range(size + 1):
        limit = limits[number % len(limits)]
        reads = world.store.reads
        page = world.cached.page("birds", PageRange(limit, found[-1].id if found else None))
        assert world.store.reads - reads <= 1
        found += page
        if len(page) < limit:
            break

    assert found == list(reversed(entries))


def test_what_is_newer_than_a_post_comes_from_the_head() -> None:
    world = World()
    entries = [world.post(number) for number in range(2 * HEAD_ENTRIES)]
    newest = entries[-1].id

    assert list(world.cached.page("birds", PageRange(5, after=entries[-4].id))) == entries[:-4:-1]
    assert list(world.cached.page("birds", PageRange(5, after=newest))) == []
    assert list(world.cached.page("birds", PageRange(5, after=entries[0].id))) == entries[:-6:-1]
    assert world.store.reads == 1
    assert list(world.cached.page("birds", PageRange(5, entries[3].id, entries[0].id))) == [entries[2], entries[1]]
    assert world.store.reads == 2


def test_who_goes_on_upwards_passes_by_nothing_that_a_head_does_not_know_yet() -> None:
    world = World()
    old = world.post(1)
    world.cached.page("birds", PageRange(5))
    new = world.post(2)

    assert list(world.cached.page("birds", PageRange(5, after=old.id, ascending=True))) == [new]
