"""Which part of a list a page is read from."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.paging import PageRange
from linnet.domain.timelines import Slice, TimelineEntry, merged, slice_of

IDS = st.integers(0, 60)
ENDS = st.none() | IDS
RANGES = st.builds(PageRange, st.integers(1, 9), ENDS, ENDS, st.booleans())


def entries(ids: set[int]) -> list[TimelineEntry]:
    return [TimelineEntry(each, 1) for each in ids]


@given(ids=st.sets(IDS), page=RANGES)
def test_reading_on_from_where_a_read_ended_finds_all_of_a_range(ids: set[int], page: PageRange) -> None:
    listed = entries(ids)
    found: list[TimelineEntry] = []
    part = page
    while read := part.of(listed):
        assert len(read) <= part.limit
        found += read
        part = page.beyond(read[-1].id, page.limit)

    assert found == page.ordered(each for each in listed if page.holds(each.id))


@given(ids=st.sets(IDS), page=RANGES, beginning=IDS)
def test_a_read_can_begin_with_an_entry(ids: set[int], page: PageRange, beginning: int) -> None:
    within = page.beyond(page.position_at(beginning), page.limit)
    found = within.of(entries(ids | {beginning}))

    assert not found or within.holds(beginning) == (found[0].id == beginning)


@given(page=RANGES)
def test_an_empty_range_holds_nothing(page: PageRange) -> None:
    # One more than any end: a range without an upper end is never empty.
    assert page.empty == (not page.of(entries(set(range(62)))))


@given(lists=st.lists(st.sets(IDS), max_size=4), page=RANGES)
def test_merged_lists_read_on_are_one_list(lists: list[set[int]], page: PageRange) -> None:
    def read(part: PageRange) -> Slice:
        parts = [slice_of(part.of(entries(each)), part.limit) for each in lists]
        return merged(parts, ascending=page.ascending)

    part = read(page)
    found = list(part.entries)
    while part.end is not None:
        part = read(page.beyond(part.end, page.limit))
        found += part.entries

    assert found == page.ordered(each for each in entries(set().union(*lists)) if page.holds(each.id))
