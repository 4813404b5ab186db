"""Timeline entries: ids only; content is hydrated at read."""

from __future__ import annotations

from dataclasses import dataclass

TIMELINE_CAP = 800
BACKFILL = 100
HEAD_SIZE = 100


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A place in a home timeline, a feed or a celebrity's head.

    `id` is the post's own id (a retweet's for a retweet), `tweet_id` the tweet to show, `author_id` who put it there.
    """

    id: int
    author_id: int
    original_id: int | None = None

    @property
    def tweet_id(self) -> int:
        return self.original_id if self.original_id is not None else self.id


@dataclass(frozen=True, slots=True)
class TimelineState:
    """What is known of an account's home timeline: days are days since 1970 (UTC), 0 when never."""

    last_seen_day: int = 0
    rebuilt_ms: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list in services: what to show and where to go on (an id; None at the end)."""

    entries: tuple[TimelineEntry, ...]
    next_before: int | None
