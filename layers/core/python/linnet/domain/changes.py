"""What a stream says about stored edges and posts: the state before and after one write."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.tweets import Flags, Post


@dataclass(frozen=True, slots=True)
class PostChange:
    """A write to the tweets table.

    `old` is None for a new post and `new` for a removed one; both are None for rows that are no posts (an edit's
    history). `content` is false when only the counts moved. `sequence` rises within one shard of the stream.
    """

    old: Post | None
    new: Post | None
    content: bool
    sequence: int


@dataclass(frozen=True, slots=True)
class EngagementChange:
    """A write to what one actor did to one tweet; `sequence` rises within one shard of the stream."""

    actor_id: int
    tweet_id: int
    old: Flags | None
    new: Flags | None
    sequence: int
