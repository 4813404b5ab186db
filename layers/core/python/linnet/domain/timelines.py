"""Timeline entries: ids only; content is hydrated at read."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from linnet.domain.graph import Follower
from linnet.domain.tweets import AuthorEntry, Post, Retweet

TIMELINE_CAP = 800
BACKFILL = 100
HEAD_SIZE = 100
DAY_MS = 86_400_000
PUBLIC_FEED = "public"
DIRECTORY_FEED = "accounts"


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A place in a timeline of a reader's, a feed or a celebrity's head.

    `id` is the post's own id (a retweet's for a retweet), `author_id` who put it there. What else it holds is known
    when it is written and lets a page be hydrated in one trip; hydration looks up what an entry does not tell.
    """

    id: int
    author_id: int
    original_id: int | None = None
    original_author_id: int | None = None
    quote_of_id: int | None = None

    @property
    def tweet_id(self) -> int:
        return self.original_id if self.original_id is not None else self.id


@dataclass(frozen=True, slots=True)
class Timeline:
    """An account's home timeline, or that of one of its lists."""

    viewer_id: int
    list_id: int | None = None


def timelines_of(follower: Follower) -> list[Timeline]:
    """Return where a post goes that reaches a follower: home, and the lists that hold its author."""
    return [Timeline(follower.user_id), *(Timeline(follower.user_id, each) for each in sorted(follower.lists))]


def entry_of_post(post: Post) -> TimelineEntry:
    """Return the entry that puts a post into a timeline."""
    if isinstance(post, Retweet):
        return TimelineEntry(post.id, post.author_id, post.original_id, post.original_author_id)
    return TimelineEntry(post.id, post.author_id, quote_of_id=post.quote_of_id)


def entry_of_author(entry: AuthorEntry) -> TimelineEntry:
    """Return the timeline entry of what the by-author index knows."""
    return TimelineEntry(entry.id, entry.author_id, entry.original_id, entry.original_author_id)


@dataclass(frozen=True, slots=True)
class TimelineState:
    """What is known of an account's home timeline: days are days since 1970 (UTC), 0 when never.

    `returned_ms` is when the account came back after a long time and a rebuild was queued, `rebuilt_ms` when the last
    rebuild began to read. No field ever goes back.
    """

    last_seen_day: int = 0
    returned_ms: int = 0
    rebuilt_ms: int = 0

    def dormant(self, now_ms: int, after_days: int) -> bool:
        """Tell whether the account is so long gone that pushes skip it."""
        return now_ms // DAY_MS - self.last_seen_day >= after_days

    @property
    def ready(self) -> bool:
        """Tell whether the stored timeline holds what it should."""
        return self.rebuilt_ms >= self.returned_ms


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of a list in the order of reading, complete to the id `end` (inclusive); None: to the list's end."""

    entries: tuple[TimelineEntry, ...]
    end: int | None


def slice_of(read: Sequence[TimelineEntry], limit: int) -> Slice:
    """Describe what a read of at most `limit` entries returned."""
    return Slice(tuple(read), read[-1].id if len(read) >= limit else None)


def slice_of_author(read: Sequence[AuthorEntry], limit: int, keep: Callable[[AuthorEntry], bool]) -> Slice:
    """Describe what such a read of one author returned; `keep` leaves posts out without shortening the slice."""
    return Slice(
        tuple(entry_of_author(entry) for entry in read if keep(entry)), read[-1].id if len(read) >= limit else None
    )


def merged(slices: Iterable[Slice], *, ascending: bool = False) -> Slice:
    """Merge parts that were read in the same direction into one, each id once, complete to where the first one stops.

    What lies beyond that waits for the next read: another list may still have something that comes before it.
    """
    parts = list(slices)
    ends = [part.end for part in parts if part.end is not None]
    end = (min if ascending else max)(ends) if ends else None
    found = {
        entry.id: entry
        for part in parts
        for entry in part.entries
        if end is None or (entry.id <= end if ascending else entry.id >= end)
    }
    return Slice(tuple(found[each] for each in sorted(found, reverse=not ascending)), end)


def belongs_home(entry: AuthorEntry) -> bool:
    """Tell whether a post reaches all followers' homes: new tweets, retweets and answers to oneself.

    An answer to somebody else reaches only those who follow both (see `services/fan_out.py`).
    """
    return not entry.deleted and entry.reply_to_author_id in (None, entry.author_id)


def fold_tag(tag: str) -> str:
    """Return what all spellings of a hashtag have in common (width, compatibility forms, case)."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", tag).casefold())


def tag_feed(tag: str) -> str:
    """Return the name of a hashtag's feed."""
    return f"tag:{fold_tag(tag)}"
