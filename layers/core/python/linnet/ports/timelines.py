"""Timelines of readers, celebrity heads, feeds, and the jobs that fill them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.index_ranges import IndexRange
from linnet.domain.paging import PageRange
from linnet.domain.timelines import Timeline, TimelineEntry, TimelineState


class Timelines(Protocol):
    """The materialised home timelines, and those of lists. Writing the same entry twice changes nothing."""

    def page(self, timeline: Timeline, page: PageRange) -> Sequence[TimelineEntry]:
        """Return the entries of a range; fewer than its limit means the end."""
        ...

    def push(self, timelines: Sequence[Timeline], entries: Sequence[TimelineEntry]) -> None:
        """Write every entry into every timeline in full batches, retrying what was not processed."""
        ...

    def remove(self, timelines: Sequence[Timeline], entry_ids: Sequence[int]) -> None:
        """Remove entries from timelines; those that are gone do not matter."""
        ...

    def remove_author(self, timeline: Timeline, author_id: int) -> bool:
        """Remove everything one author put into a timeline; tell whether there was anything."""
        ...

    def clear(self, timeline: Timeline) -> None:
        """Remove everything."""
        ...

    def trim(self, timeline: Timeline, keep: int) -> None:
        """Remove all but the newest `keep` entries."""
        ...

    def states(self, viewer_ids: Collection[int]) -> Mapping[int, TimelineState]:
        """Return the states that exist: one for each account, of its home and its lists."""
        ...

    def set_state(self, viewer_id: int, state: TimelineState) -> None:
        """Store a state; a day or time in it never goes back. A rebuild is noted where a return is, nowhere else."""
        ...


class Heads(Protocol):
    """The newest posts of each celebrity, merged into home at read (cached in the container)."""

    def get_many(self, author_ids: Collection[int]) -> Mapping[int, Sequence[TimelineEntry]]:
        """Return the heads, newest first, at most 100 authors a call."""
        ...

    def add(self, author_id: int, entries: Sequence[TimelineEntry]) -> None:
        """Merge entries into a head, keeping the newest; again changes nothing."""
        ...

    def remove(self, author_id: int, entry_id: int) -> None:
        """Take a post out of a head."""
        ...


class Feeds(Protocol):
    """Public timelines: `public` and one per hashtag (`tag:<folded>`), cut into time buckets."""

    def add(self, feed: str, entry: TimelineEntry) -> None:
        """Write an entry; again changes nothing."""
        ...

    def remove(self, feed: str, entry_id: int) -> None:
        """Remove an entry."""
        ...

    def holds(self, feed: str, entry_id: int) -> bool:
        """Tell whether an entry is there, as it was last written."""
        ...

    def page(self, feed: str, page: PageRange) -> Sequence[TimelineEntry]:
        """Return the entries of a range, across buckets; fewer than its limit means the end."""
        ...


class TagTimelines(Protocol):
    """What joins the homes of those who follow a hashtag: its tweets that answer nobody else, for 30 days."""

    def add(self, tag: str, entry: TimelineEntry) -> None:
        """Write an entry; again changes nothing. Of more than a thousand a second some may be left out."""
        ...

    def remove(self, tag: str, entry_id: int) -> None:
        """Remove an entry."""
        ...

    def page(self, tag: str, page: PageRange) -> Sequence[TimelineEntry]:
        """Return the entries of a range; fewer than its limit means the end."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """A unit of asynchronous timeline work; each kind is idempotent and re-checks what it relies on.

    kind: push | remove | edited (entry to, from or in the homes of a range of the author's followers), backfill |
    cleanup (one viewer and author; home, or with `list_id` that list), rebuild (one viewer), pull_on | pull_off
    (celebrity state to a range of followers), leave_list (an author, of a viewer's list that is gone).

    `again` marks the second pass, some time after the first. Of a job that reads posts from an index it brings what the
    index, which is eventually consistent, did not show to the first, which began at `first_ms`; of a clean-up it takes
    out what was under way.
    """

    kind: str
    author_id: int
    entry: TimelineEntry | None = None
    part: IndexRange | None = None
    viewer_id: int | None = None
    unfollowed_ms: int | None = None
    list_id: int | None = None
    again: bool = False
    first_ms: int | None = None


class Jobs(Protocol):
    """The fan-out queue."""

    def send(self, jobs: Sequence[Job]) -> None:
        """Queue jobs in batches of ten; raise if any was refused after retries."""
        ...


class Invalidations(Protocol):
    """The log of changed rows that lets containers cache without serving what was deleted."""

    def poll(self) -> Collection[int]:
        """Evict what changed since the last poll from this container's caches; return the ids of those rows.

        The overlap of polls is part of the answer, so a row may be named again.
        """
        ...


class FailureStore(Protocol):
    """Where poison goes: records that no retry can process."""

    def put(self, source: str, record: Mapping[str, object], reason: str) -> None:
        """Keep a record with its payload."""
        ...


class FollowChecks(Protocol):
    """Who of many follows one: asked when answers are fanned out."""

    def followers_among(self, target_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        """Return those of the users who follow the target."""
        ...
