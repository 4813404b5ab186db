"""Timelines of readers, heads, feeds, jobs and the invalidation log in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from linnet.domain.paging import PageRange
from linnet.domain.timelines import HEAD_SIZE, Timeline, TimelineEntry, TimelineState
from linnet.ports.timelines import Job


class FakeTimelines:
    """Keep entries by timeline."""

    def __init__(self) -> None:
        self.entries: defaultdict[Timeline, dict[int, TimelineEntry]] = defaultdict(dict)
        self.stored_states: dict[int, TimelineState] = {}

    def page(self, timeline: Timeline, page: PageRange) -> Sequence[TimelineEntry]:
        return page.of(self.entries[timeline].values())

    def push(self, timelines: Sequence[Timeline], entries: Sequence[TimelineEntry]) -> None:
        for timeline in timelines:
            self.entries[timeline].update({entry.id: entry for entry in entries})

    def remove(self, timelines: Sequence[Timeline], entry_ids: Sequence[int]) -> None:
        for timeline in timelines:
            for entry_id in entry_ids:
                self.entries[timeline].pop(entry_id, None)

    def remove_author(self, timeline: Timeline, author_id: int) -> bool:
        entries = self.entries[timeline]
        self.entries[timeline] = {each.id: each for each in entries.values() if each.author_id != author_id}
        return len(self.entries[timeline]) < len(entries)

    def clear(self, timeline: Timeline) -> None:
        self.entries.pop(timeline, None)

    def trim(self, timeline: Timeline, keep: int) -> None:
        self.entries[timeline] = {each.id: each for each in PageRange(keep).of(self.entries[timeline].values())}

    def states(self, viewer_ids: Collection[int]) -> Mapping[int, TimelineState]:
        return {each: self.stored_states[each] for each in viewer_ids if each in self.stored_states}

    def set_state(self, viewer_id: int, state: TimelineState) -> None:
        old = self.stored_states.get(viewer_id, TimelineState())
        if state.rebuilt_ms and not (old.returned_ms or state.returned_ms):
            state = replace(state, rebuilt_ms=0)
        if state == TimelineState():
            return
        self.stored_states[viewer_id] = replace(
            old,
            last_seen_day=max(old.last_seen_day, state.last_seen_day),
            returned_ms=max(old.returned_ms, state.returned_ms),
            rebuilt_ms=max(old.rebuilt_ms, state.rebuilt_ms),
        )


class FakeHeads:
    """Keep the newest entries of each celebrity."""

    def __init__(self) -> None:
        self.entries: defaultdict[int, dict[int, TimelineEntry]] = defaultdict(dict)

    def get_many(self, author_ids: Collection[int]) -> Mapping[int, Sequence[TimelineEntry]]:
        return {
            each: PageRange(HEAD_SIZE).of(self.entries[each].values()) for each in author_ids if self.entries.get(each)
        }

    def add(self, author_id: int, entries: Sequence[TimelineEntry]) -> None:
        merged = self.entries[author_id] | {entry.id: entry for entry in entries}
        self.entries[author_id] = {each.id: each for each in PageRange(HEAD_SIZE).of(merged.values())}

    def remove(self, author_id: int, entry_id: int) -> None:
        self.entries[author_id].pop(entry_id, None)


class FakeFeeds:
    """Keep entries by feed."""

    def __init__(self) -> None:
        self.entries: defaultdict[str, dict[int, TimelineEntry]] = defaultdict(dict)

    def add(self, feed: str, entry: TimelineEntry) -> None:
        self.entries[feed][entry.id] = entry

    def remove(self, feed: str, entry_id: int) -> None:
        self.entries[feed].pop(entry_id, None)

    def holds(self, feed: str, entry_id: int) -> bool:
        return entry_id in self.entries[feed]

    def page(self, feed: str, page: PageRange) -> Sequence[TimelineEntry]:
        return page.of(self.entries[feed].values())


class FakeTagTimelines:
    """Keep entries by hashtag."""

    def __init__(self) -> None:
        self.entries: defaultdict[str, dict[int, TimelineEntry]] = defaultdict(dict)

    def add(self, tag: str, entry: TimelineEntry) -> None:
        self.entries[tag][entry.id] = entry

    def remove(self, tag: str, entry_id: int) -> None:
        self.entries[tag].pop(entry_id, None)

    def page(self, tag: str, page: PageRange) -> Sequence[TimelineEntry]:
        return page.of(self.entries[tag].values())


class FakeJobs:
    """Keep what was queued."""

    def __init__(self) -> None:
        self.sent: list[Job] = []

    def send(self, jobs: Sequence[Job]) -> None:
        self.sent.extend(jobs)


class FakeInvalidations:
    """Name the rows that a test says have changed; there is no cache to evict from."""

    def __init__(self) -> None:
        self.polls = 0
        self.changed: set[int] = set()

    def poll(self) -> Collection[int]:
        self.polls += 1
        return frozenset(self.changed)


class FakeFailureStore:
    """Keep poison in memory."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, Mapping[str, object], str]] = []

    def put(self, source: str, record: Mapping[str, object], reason: str) -> None:
        self.kept.append((source, record, reason))
