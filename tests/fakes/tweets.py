"""The tweets and engagement stores in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from linnet.domain.index_ranges import IndexedAccount, IndexRange
from linnet.domain.paging import PageRange
from linnet.domain.polls import Vote
from linnet.domain.text import Entities
from linnet.domain.timelines import Slice, TimelineEntry
from linnet.domain.tweets import (
    Act,
    AuthorEntry,
    ConversationEntry,
    EndedLike,
    Flags,
    Post,
    QuotePolicy,
    Retweet,
    Tweet,
    TweetCounts,
    TweetVersion,
)
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.tweets import AlreadyLiked, AlreadyRetweeted, IdempotencyKeyUsed, IdempotencyRecord
from tests.fakes.media import FakeMedia


@dataclass
class FakeTweets:
    """Every store over the tweets and engagement tables, in one.

    `invalidated` lists logged (post id, version); `writes` counts what a table would have been asked to write.
    """

    posts: dict[int, Post] = field(default_factory=dict)
    versions: dict[int, list[TweetVersion]] = field(default_factory=dict)
    engagements: dict[tuple[int, int], Flags] = field(default_factory=dict)
    keys: dict[tuple[int, str], IdempotencyRecord] = field(default_factory=dict)
    invalidated: list[tuple[int, int]] = field(default_factory=list)
    closed_polls: set[int] = field(default_factory=set)
    writes: int = 0
    lock: threading.RLock = field(default_factory=threading.RLock)
    media: FakeMedia = field(default_factory=FakeMedia)

    # Tweets

    def get(self, tweet_id: int) -> Post | None:
        return self.posts.get(tweet_id)

    def get_many(self, ids: Collection[int]) -> Mapping[int, Post]:
        return {post_id: self.posts[post_id] for post_id in set(ids) if post_id in self.posts}

    def add(self, tweet: Tweet, idempotency: IdempotencyRecord | None, now_ms: int) -> None:
        with self.lock:
            self.writes += 1
            if idempotency is not None:
                used = self.recall(idempotency.user_id, idempotency.key, now_ms)
                if used is not None:
                    raise IdempotencyKeyUsed(used)
            if idempotency is None and self.posts.get(tweet.id) == tweet:
                return
            if tweet.id in self.posts:
                raise IdTaken
            self.media.keep(tweet.author_id, (), tweet.media, tweet.id, now_ms)
            self.posts[tweet.id] = tweet
            if idempotency is not None:
                self.keys[idempotency.user_id, idempotency.key] = idempotency

    def recall(self, user_id: int, key: str, now_ms: int) -> IdempotencyRecord | None:
        record = self.keys.get((user_id, key))
        return record if record is not None and record.expires_ms > now_ms else None

    def delete(self, tweet: Tweet, now_ms: int, media_until_ms: int | None = None) -> bool:
        with self.lock:
            self.writes += 1
            current = self.posts.get(tweet.id)
            if not isinstance(current, Tweet) or current.deleted_ms is not None:
                return False
            self.posts[tweet.id] = replace(
                current,
                text="",
                entities=Entities(),
                language=None,
                mentioned_ids=(),
                sensitive=False,
                content_warning="",
                media=(),
                poll=None,
                counts=replace(current.counts, votes=()),
                edited_ms=None,
                deleted_ms=now_ms,
                version=current.version + 1,
            )
            self.media.release(current.author_id, current.media, media_until_ms or now_ms)
            self.versions.pop(tweet.id, None)
            self.invalidated.append((tweet.id, current.state + 1))
            return True

    def edit(self, tweet: Tweet, edited: Tweet, previous: TweetVersion) -> None:
        with self.lock:
            self.writes += 1
            current = self.posts.get(tweet.id)
            if not isinstance(current, Tweet) or current.deleted_ms is not None or current.state != tweet.state:
                raise VersionConflict
            self.media.keep(tweet.author_id, tweet.media, edited.media, tweet.id)
            gone = [each for each in tweet.media if each.id not in edited.media_ids]
            self.media.release(tweet.author_id, gone, self.media.clock.now_ms())
            self.posts[tweet.id] = replace(edited, counts=current.counts)
            self.versions.setdefault(tweet.id, []).append(previous)
            self.invalidated.append((tweet.id, edited.state))

    def allow_quotes(self, tweet: Tweet, policy: QuotePolicy) -> None:
        self._mark(tweet, lambda current: replace(current, quote_policy=policy))

    def revoke_quote(self, quoting: Tweet) -> None:
        self._mark(quoting, lambda current: replace(current, quote_revoked=True))

    def _mark(self, tweet: Tweet, change: Callable[[Tweet], Tweet]) -> None:
        with self.lock:
            self.writes += 1
            current = self.posts.get(tweet.id)
            if isinstance(current, Tweet) and current.deleted_ms is None:
                self.posts[tweet.id] = replace(change(current), marks=current.marks + 1)
                self.invalidated.append((tweet.id, current.state + 1))

    def history(self, tweet_id: int) -> list[TweetVersion]:
        return list(self.versions.get(tweet_id, ()))

    def retweet(self, retweet: Retweet) -> None:
        with self.lock:
            self.writes += 1
            pair = (retweet.author_id, retweet.original_id)
            flags = self.engagements.get(pair, Flags())
            if flags.retweet_id is not None:
                raise AlreadyRetweeted(flags.retweet_id)
            if retweet.id in self.posts:
                raise IdTaken
            self.posts[retweet.id] = retweet
            self.engagements[pair] = replace(flags, retweet_id=retweet.id)

    def unretweet(self, actor_id: int, tweet_id: int, retweet_id: int) -> bool:
        with self.lock:
            self.writes += 1
            flags = self.engagements.get((actor_id, tweet_id), Flags())
            if flags.retweet_id != retweet_id:
                return False
            self.engagements[actor_id, tweet_id] = replace(flags, retweet_id=None)
            del self.posts[retweet_id]
            self.invalidated.append((retweet_id, 2))
            return True

    # AuthorIndex

    def by_author(self, author_id: int, page: PageRange) -> Sequence[AuthorEntry]:
        return page.of(_author_entry(post) for post in self.posts.values() if post.author_id == author_id)

    # ConversationIndex

    def own_thread(self, root_id: int, after: int, limit: int) -> Sequence[ConversationEntry]:
        return self._replies(root_id, after, limit, own=True)

    def replies(self, root_id: int, after: int, limit: int) -> Sequence[ConversationEntry]:
        return self._replies(root_id, after, limit, own=False)

    # Engagements

    def flags(self, viewer_id: int, tweet_ids: Collection[int]) -> Mapping[int, Flags]:
        pairs = ((viewer_id, tweet_id) for tweet_id in tweet_ids)
        return {pair[1]: self.engagements[pair] for pair in pairs if pair in self.engagements}

    def like(self, actor_id: int, tweet_id: int, like_id: int) -> None:
        with self.lock:
            self.writes += 1
            flags = self.engagements.get((actor_id, tweet_id), Flags())
            if flags.like_id not in (None, like_id):
                raise AlreadyLiked(flags.like_id)
            self.engagements[actor_id, tweet_id] = replace(flags, like_id=like_id)

    def unlike(self, actor_id: int, tweet_id: int, unlike_id: int, *, only: int | None = None) -> int | None:
        with self.lock:
            self.writes += 1
            flags = self.engagements.get((actor_id, tweet_id), Flags())
            ended = flags.ended_like
            if flags.like_id is None or only not in (None, flags.like_id):
                return ended.like_id if ended is not None and ended.unlike_id == unlike_id else None
            ended = EndedLike(flags.like_id, unlike_id)
            self.engagements[actor_id, tweet_id] = replace(flags, like_id=None, ended_like=ended)
            return ended.like_id

    def vote(self, actor_id: int, tweet_id: int, vote: Vote) -> Vote:
        with self.lock:
            self.writes += 1
            flags = self.engagements.get((actor_id, tweet_id), Flags())
            if flags.vote is not None:
                return flags.vote
            self.engagements[actor_id, tweet_id] = replace(flags, vote=vote)
            return vote

    def liked(self, actor_id: int, page: PageRange) -> Slice:
        read = page.of(TimelineEntry(tweet_id, actor) for actor, tweet_id in self.engagements if actor == actor_id)
        liked = tuple(entry for entry in read if self.engagements[actor_id, entry.id].liked)
        return Slice(liked, read[-1].id if len(read) >= page.limit else None)

    def of_actor(self, actor_id: int, after: int, limit: int) -> Sequence[tuple[int, Flags]]:
        touched = sorted(tweet_id for actor, tweet_id in self.engagements if actor == actor_id and tweet_id > after)
        return [(tweet_id, self.engagements[actor_id, tweet_id]) for tweet_id in touched[:limit]]

    # EngagementIndex

    def likes(self, tweet_id: int, page: PageRange) -> Sequence[Act]:
        return self._acts(tweet_id, page, lambda flags: flags.like_id)

    def retweets(self, tweet_id: int, page: PageRange) -> Sequence[Act]:
        return self._acts(tweet_id, page, lambda flags: flags.retweet_id)

    def quotes(self, tweet_id: int, page: PageRange) -> Sequence[TimelineEntry]:
        quoting = (post for post in self.posts.values() if isinstance(post, Tweet) and post.quote_of_id == tweet_id)
        return page.of(
            TimelineEntry(post.id, post.author_id, quote_of_id=tweet_id) for post in quoting if post.deleted_ms is None
        )

    def _acts(self, tweet_id: int, page: PageRange, act_of: Callable[[Flags], int | None]) -> Sequence[Act]:
        done = ((act_of(flags), actor) for (actor, tweet), flags in self.engagements.items() if tweet == tweet_id)
        return page.of(Act(act_id, actor) for act_id, actor in done if act_id is not None)

    # OpenPolls

    def due(self, before_ms: int, limit: int) -> Sequence[int]:
        ends = (
            (post.poll.ends_ms, post.id)
            for post in self.posts.values()
            if isinstance(post, Tweet) and post.poll is not None and post.id not in self.closed_polls
        )
        return [tweet_id for end_ms, tweet_id in sorted(ends) if end_ms < before_ms][:limit]

    def close(self, tweet_id: int) -> None:
        self.closed_polls.add(tweet_id)

    # EdgesOfTweet

    def of_actors(self, tweet_id: int, actor_ids: Collection[int]) -> Mapping[int, Flags]:
        pairs = ((actor_id, tweet_id) for actor_id in actor_ids)
        return {pair[0]: self.engagements[pair] for pair in pairs if pair in self.engagements}

    # For tests

    def put(self, *posts: Post) -> None:
        """Have posts (and the edges of retweets) stored already."""
        for post in posts:
            self.posts[post.id] = post
            if isinstance(post, Retweet):
                self.engagements[post.author_id, post.original_id] = Flags(retweet_id=post.id)

    def count(self, tweet_id: int, counts: TweetCounts) -> None:
        """Have the counters written totals."""
        tweet = self.posts[tweet_id]
        assert isinstance(tweet, Tweet)
        self.posts[tweet_id] = replace(tweet, counts=counts)

    def _replies(self, root_id: int, after: int, limit: int, *, own: bool) -> list[ConversationEntry]:
        def of_conversation() -> Iterator[ConversationEntry]:
            for post in self.posts.values():
                if isinstance(post, Tweet) and post.root_id == root_id and post.reply_to_id is not None:
                    by_root_author = post.author_id == post.root_author_id == post.reply_to_author_id
                    if by_root_author is own and post.id > after:
                        deleted = post.deleted_ms is not None
                        yield ConversationEntry(
                            post.id, post.author_id, post.reply_to_id, post.ancestors, post.audience, deleted
                        )

        return sorted(of_conversation(), key=lambda entry: entry.id)[:limit]


def _author_entry(post: Post) -> AuthorEntry:
    if isinstance(post, Retweet):
        return AuthorEntry(
            id=post.id,
            author_id=post.author_id,
            original_id=post.original_id,
            original_author_id=post.original_author_id,
        )
    return AuthorEntry(
        id=post.id,
        author_id=post.author_id,
        reply_to_id=post.reply_to_id,
        reply_to_author_id=post.reply_to_author_id,
        has_media=bool(post.media_ids),
        audience=post.audience,
        deleted=post.deleted_ms is not None,
    )


@dataclass(frozen=True)
class FakeVoters:
    """Who voted, in one shard."""

    tweets: FakeTweets

    def read(self, object_id: int, part: IndexRange, limit: int) -> Sequence[IndexedAccount]:
        votes = (
            IndexedAccount(0, flags.vote.id, actor_id)
            for (actor_id, tweet_id), flags in self.tweets.engagements.items()
            if tweet_id == object_id and flags.vote is not None
        )
        within = (row for row in votes if part.after < row.id <= part.upto)
        return sorted(within, key=lambda row: row.id)[:limit]
