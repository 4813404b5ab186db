"""Home timelines, heads, feeds, jobs and the invalidation log in memory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from linnet.domain.paging import PageRange
from linnet.domain.timelines import HEAD_SIZE, TimelineEntry, TimelineState
from linnet.ports.timelines import Job


class FakeHomeTimelines:
    """Keep entries by viewer."""

    def __init__(self) -> None:
        self.entries: defaultdict[int, dict[int, TimelineEntry]] = defaultdict(dict)
        self.stored_states: dict[int, TimelineState] = {}

    def page(self, viewer_id: int, page: PageRange) -> Sequence[TimelineEntry]:
        return page.of(self.entries[viewer_id].values())

    def push(self, followers: Sequence[int], entries: Sequence[TimelineEntry]) -> None:
        for follower in followers:
            self.entries[follower].update({entry.id: entry for entry in entries})

    def remove(self, followers: Sequence[int], entry_ids: Sequence[int]) -> None:
        for follower in followers:
            for entry_id in entry_ids:
                self.entries[follower].pop(entry_id, None)

    def remove_author(self, viewer_id: int, author_id: int) -> None:
        kept = {each.id: each for each in self.entries[viewer_id].values() if each.author_id != author_id}
        self.entries[viewer_id] = kept

    def trim(self, viewer_id: int, keep: int) -> None:
        self.entries[viewer_id] = {each.id: each for each in PageRange(keep).of(self.entries[viewer_id].values())}

    def states(self, viewer_ids: Collection[int]) -> Mapping[int, TimelineState]:
        return {each: self.stored_states[each] for each in viewer_ids if each in self.stored_states}

    def set_state(self, viewer_id: int, state: TimelineState) -> None:
        old = self.stored_states.get(viewer_id, TimelineState())
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
