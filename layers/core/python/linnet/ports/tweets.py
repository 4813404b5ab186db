"""Tweets, retweets, their indexes, and what people did to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.paging import PageRange
from linnet.domain.polls import Vote
from linnet.domain.timelines import Slice, TimelineEntry
from linnet.domain.tweets import (
    Act,
    AuthorEntry,
    ConversationEntry,
    Flags,
    Post,
    QuotePolicy,
    Retweet,
    Tweet,
    TweetVersion,
)


@dataclass(frozen=True, slots=True)
class IdempotencyRecord:
    """A client's promise not to mean two tweets: its key, what it asked for, what it got, until when."""

    user_id: int
    key: str
    body_sha256: str
    tweet_id: int
    expires_ms: int


class IdempotencyKeyUsed(Exception):
    """The key is taken; `record` is what was stored with it."""

    def __init__(self, record: IdempotencyRecord) -> None:
        super().__init__(record.key)
        self.record = record


class AlreadyRetweeted(Exception):
    """The actor retweeted it before; `retweet_id` is the standing retweet."""

    def __init__(self, retweet_id: int) -> None:
        super().__init__(str(retweet_id))
        self.retweet_id = retweet_id


class AlreadyLiked(Exception):
    """The actor likes it already; `like_id` is the standing like."""

    def __init__(self, like_id: int) -> None:
        super().__init__(str(like_id))
        self.like_id = like_id


class Posts(Protocol):
    """Tweets and retweets by id: what hydration reads (cached in the container)."""

    def get_many(self, ids: Collection[int]) -> Mapping[int, Post]:
        """Return the rows that exist, tombstones too."""
        ...


class StoredPosts(Protocol):
    """Single rows as they stand: what decides about a change is never read from a cache."""

    def get(self, tweet_id: int) -> Post | None:
        """Return one row, strongly consistent."""
        ...


class Tweets(Posts, StoredPosts, Protocol):
    """The tweets table as its own service uses it."""

    def add(self, tweet: Tweet, idempotency: IdempotencyRecord | None, now_ms: int) -> None:
        """Store a new tweet, which holds its pictures from then on.

        Raise ports.identity.IdTaken, IdempotencyKeyUsed or ports.media.MediaTaken; nothing is stored then.
        """
        ...

    def recall(self, user_id: int, key: str, now_ms: int) -> IdempotencyRecord | None:
        """Return what an idempotency key was used for; None for a free or expired one."""
        ...

    def delete(self, tweet: Tweet, now_ms: int, media_until_ms: int | None = None) -> bool:
        """Turn a tweet into a tombstone without text and log the invalidation; False if it was one before.

        Its history goes with it, and its pictures at once, or at `media_until_ms` unless something takes them. An edit
        since `tweet` was read does not matter.
        """
        ...

    def edit(self, tweet: Tweet, edited: Tweet, previous: TweetVersion) -> None:
        """Replace a tweet read at `tweet.version`, keep `previous` in its history, log the invalidation.

        Pictures that are new are held by it, those that it shows no more are removed.
        Raise ports.identity.VersionConflict or ports.media.MediaTaken.
        """
        ...

    def allow_quotes(self, tweet: Tweet, policy: QuotePolicy) -> None:
        """Set who may quote a tweet and log the invalidation; nothing happens to one that is deleted.

        Raise ports.identity.VersionConflict where others change it all the time; so does `revoke_quote`.
        """
        ...

    def revoke_quote(self, quoting: Tweet) -> None:
        """Mark that what a tweet quotes was taken out of it and log the invalidation, unless it is deleted."""
        ...

    def history(self, tweet_id: int) -> list[TweetVersion]:
        """Return the earlier versions, oldest first (the current one is the tweet itself)."""
        ...

    def retweet(self, retweet: Retweet) -> None:
        """Store a retweet and its edge in one transaction. Raise AlreadyRetweeted or IdTaken."""
        ...

    def unretweet(self, actor_id: int, tweet_id: int, retweet_id: int) -> bool:
        """Remove the edge and the retweet in one transaction, log the invalidation; False if it was gone."""
        ...


class AuthorIndex(Protocol):
    """Posts by author."""

    def by_author(self, author_id: int, page: PageRange) -> Sequence[AuthorEntry]:
        """Return the entries of a range; deleted ones are marked. Fewer than its limit means the end."""
        ...


class ConversationIndex(Protocol):
    """Replies by conversation, oldest first."""

    def own_thread(self, root_id: int, after: int, limit: int) -> Sequence[ConversationEntry]:
        """Return the root author's replies to their own thread, id > after."""
        ...

    def replies(self, root_id: int, after: int, limit: int) -> Sequence[ConversationEntry]:
        """Return everybody else's replies, id > after."""
        ...


class Engagements(Protocol):
    """What actors did to tweets."""

    def flags(self, viewer_id: int, tweet_ids: Collection[int]) -> Mapping[int, Flags]:
        """Return the viewer's flags of those tweets (a range query over the ids; far outliers by key)."""
        ...

    def like(self, actor_id: int, tweet_id: int, like_id: int) -> None:
        """Store a like under its id; the same id again is the same like. Raise AlreadyLiked."""
        ...

    def unlike(self, actor_id: int, tweet_id: int, unlike_id: int, *, only: int | None = None) -> int | None:
        """Take a like back, with `only` that very one; return its id, or None where there was none to take back.

        `unlike_id` names the act: the same again answers the same.
        """
        ...

    def vote(self, actor_id: int, tweet_id: int, vote: Vote) -> Vote:
        """Store an account's vote unless it has one; return the vote that stands."""
        ...

    def liked(self, actor_id: int, page: PageRange) -> Slice:
        """Return what the actor likes among the tweets of a range, by tweet ids, that they did anything to.

        The entries stand where the actor put them: their author is the actor.
        """
        ...

    def of_actor(self, actor_id: int, after: int, limit: int) -> Sequence[tuple[int, Flags]]:
        """Return what an actor did to tweets with id > after, ascending; shorter than `limit` means the end."""
        ...


class EngagementIndex(Protocol):
    """Who did what to a tweet, by acts. What happened within the last second may be missing."""

    def likes(self, tweet_id: int, page: PageRange) -> Sequence[Act]:
        """Return who likes it: a range of likes."""
        ...

    def retweets(self, tweet_id: int, page: PageRange) -> Sequence[Act]:
        """Return who retweeted it: a range of retweets."""
        ...

    def quotes(self, tweet_id: int, page: PageRange) -> Sequence[TimelineEntry]:
        """Return a range of the tweets that quote it, without deleted ones."""
        ...


class OpenPolls(Protocol):
    """Polls whose end has not been seen to. A poll that began within the last second may be missing."""

    def due(self, before_ms: int, limit: int) -> Sequence[int]:
        """Return tweets whose poll ended before a time: of each shard the earliest, at most `limit`."""
        ...

    def close(self, tweet_id: int) -> None:
        """Take a poll out; again, or for a tweet that is gone, changes nothing."""
        ...


class EdgesOfTweet(Protocol):
    """What many actors did to one tweet: asked when its author is notified."""

    def of_actors(self, tweet_id: int, actor_ids: Collection[int]) -> Mapping[int, Flags]:
        """Return the rows that exist, by actor, strongly consistent."""
        ...
