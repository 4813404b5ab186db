"""Timeline entries: ids only; content is hydrated at read."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.tweets import AuthorEntry, Post, Retweet

TIMELINE_CAP = 800
BACKFILL = 100
HEAD_SIZE = 100


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """A place in a home timeline, a feed or a celebrity's head.

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
    """What is known of an account's home timeline: days are days since 1970 (UTC), 0 when never."""

    last_seen_day: int = 0
    rebuilt_ms: int = 0
