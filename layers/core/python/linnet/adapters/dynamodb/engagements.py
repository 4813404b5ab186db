"""What actors did to tweets: one row for each pair, and the lists of who did it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Final, TypeVar

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.engagement_rows import EngagementRow, flags_of
from linnet.adapters.dynamodb.poll_values import encode_choices
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.adapters.dynamodb.tweet_rows import SCHEMA_VERSION, TweetRow
from linnet.domain.ids import id_at
from linnet.domain.paging import PageRange
from linnet.domain.polls import Vote
from linnet.domain.timelines import Slice, TimelineEntry
from linnet.domain.tweets import Act, Flags
from linnet.ports.environment import Parallel
from linnet.ports.identity import VersionConflict
from linnet.ports.tweets import AlreadyLiked

E = TypeVar("E")

# Each further attempt follows a like that ended between two calls of one account.
MAX_ATTEMPTS: Final = 3

# A range query pays for every row between its ends. Within three days few accounts do more than fills one read unit;
# an old tweet that somebody retweeted into the page would otherwise make it read months.
CLOSE: Final = id_at(3 * 24 * 3600 * 1000)


@dataclass(frozen=True, slots=True)
class DynamoEngagements:
    """Implement the ports `Engagements` and `EdgesOfTweet`, strongly consistent: actors see what they just did.

    Likes and votes of a tweet spread over `shards` index partitions by actor.
    """

    row: type[EngagementRow]
    parallel: Parallel
    sleep: Sleep
    random: Random
    shards: int

    def flags(self, viewer_id: int, tweet_ids: Collection[int]) -> Mapping[int, Flags]:
        wanted = sorted(set(tweet_ids))
        near, far = split_close(wanted)
        calls: list[Callable[[], list[EngagementRow]]] = []
        if near:
            calls.append(lambda: self._in_range(viewer_id, near[0], near[-1]))
        if far:
            calls.append(lambda: self._by_key(viewer_id, far))
        rows: Iterable[EngagementRow] = (row for part in self.parallel.run(calls) for row in part)
        found = {int(row.tweet_id): flags_of(row) for row in rows}
        return {tweet_id: found[tweet_id] for tweet_id in wanted if tweet_id in found}

    def of_actors(self, tweet_id: int, actor_ids: Collection[int]) -> Mapping[int, Flags]:
        wanted = [(actor_id, tweet_id) for actor_id in dict.fromkeys(actor_ids)]
        rows = read_batch(self.row, wanted, sleep=self.sleep, random=self.random, consistent=True)
        return {int(row.actor_id): flags_of(row) for row in rows}

    def like(self, actor_id: int, tweet_id: int, like_id: int) -> None:
        row = self.row
        actions = [
            row.like_id.set(like_id),
            row.likes_of.set(keys.shard_of(tweet_id, actor_id % self.shards)),
            row.schema_version.set(SCHEMA_VERSION),
        ]
        for _ in range(MAX_ATTEMPTS):
            if self._update(row(actor_id, tweet_id), actions, row.like_id.does_not_exist()):
                return
            standing = self._get(actor_id, tweet_id).like_id
            # The SDK repeats an update whose answer was lost: the like that stands may be this one.
            if standing == like_id:
                return
            if standing is not None:
                raise AlreadyLiked(standing)
        raise VersionConflict

    def unlike(self, actor_id: int, tweet_id: int, unlike_id: int, *, only: int | None = None) -> int | None:
        row = self.row
        actions = [
            row.ended_like_id.set(row.like_id),
            row.unlike_id.set(unlike_id),
            row.like_id.remove(),
            row.likes_of.remove(),
        ]
        changed = row(actor_id, tweet_id)
        if self._update(changed, actions, row.like_id.exists() if only is None else row.like_id == only):
            return int(changed.ended_like_id)
        ended = self._get(actor_id, tweet_id).ended_like
        return ended.like_id if ended is not None and ended.unlike_id == unlike_id else None

    def vote(self, actor_id: int, tweet_id: int, vote: Vote) -> Vote:
        row = self.row
        actions = [
            row.vote_id.set(vote.id),
            row.votes_of.set(keys.shard_of(tweet_id, actor_id % self.shards)),
            row.choices.set(encode_choices(vote.choices)),
            row.schema_version.set(SCHEMA_VERSION),
        ]
        if self._update(row(actor_id, tweet_id), actions, row.vote_id.does_not_exist()):
            return vote
        standing = self._get(actor_id, tweet_id).vote
        # A vote is never taken back, so one that stood in the way stands.
        if standing is None:
            raise VersionConflict
        return standing

    def liked(self, actor_id: int, page: PageRange) -> Slice:
        query = partial(self.row.query, consistent_read=True)
        rows = list(rows_in_range(query, actor_id, self.row.tweet_id, page))
        # A filter in the store would cost the same units and hide how far it came.
        liked = tuple(TimelineEntry(int(row.tweet_id), actor_id) for row in rows if flags_of(row).liked)
        return Slice(liked, int(rows[-1].tweet_id) if len(rows) >= page.limit else None)

    def of_actor(self, actor_id: int, after: int, limit: int) -> Sequence[tuple[int, Flags]]:
        # The row of no tweet, which holds folders, comes before all.
        beyond = self.row.tweet_id > max(after, keys.NO_TWEET)
        rows = self.row.query(actor_id, beyond, consistent_read=True, limit=limit, page_size=limit)
        return [(int(row.tweet_id), flags_of(row)) for row in rows]

    def _update(self, changed: EngagementRow, actions: Sequence[Action], condition: Condition) -> bool:
        """Change a row; False when the condition does not hold."""
        # A retweet of the same tweet is a transaction on the same row.
        return updated(changed, actions, condition, self.sleep, self.random)

    def _get(self, actor_id: int, tweet_id: int) -> Flags:
        try:
            return flags_of(self.row.get(actor_id, tweet_id, consistent_read=True))
        except self.row.DoesNotExist:
            return Flags()

    def _in_range(self, viewer_id: int, first: int, last: int) -> list[EngagementRow]:
        return list(self.row.query(viewer_id, self.row.tweet_id.between(first, last), consistent_read=True))

    def _by_key(self, viewer_id: int, tweet_ids: Sequence[int]) -> list[EngagementRow]:
        wanted = [(viewer_id, tweet_id) for tweet_id in tweet_ids]
        return list(read_batch(self.row, wanted, sleep=self.sleep, random=self.random, consistent=True))


@dataclass(frozen=True, slots=True)
class DynamoEngagementIndex:
    """Implement the port `EngagementIndex` over the sparse indexes of two tables, each list in `shards` partitions.

    `shards` is never lower than what rows were written with.
    """

    engagement: type[EngagementRow]
    tweets: type[TweetRow]
    parallel: Parallel
    shards: int

    def likes(self, tweet_id: int, page: PageRange) -> Sequence[Act]:
        row = self.engagement

        def read(partition: str) -> list[Act]:
            found = rows_in_range(row.by_like.query, partition, row.like_id, page)
            return [Act(int(each.like_id), int(each.actor_id)) for each in found]

        return self._merged(tweet_id, read, page)

    def retweets(self, tweet_id: int, page: PageRange) -> Sequence[Act]:
        row = self.engagement

        def read(partition: str) -> list[Act]:
            found = rows_in_range(row.by_retweet.query, partition, row.retweet_id, page)
            return [Act(int(each.retweet_id), int(each.actor_id)) for each in found]

        return self._merged(tweet_id, read, page)

    def quotes(self, tweet_id: int, page: PageRange) -> Sequence[TimelineEntry]:
        row = self.tweets

        def read(partition: str) -> list[TimelineEntry]:
            found = rows_in_range(row.by_quoted.query, partition, row.id, page)
            return [TimelineEntry(int(each.id), int(each.author_id), quote_of_id=tweet_id) for each in found]

        return self._merged(tweet_id, read, page)

    def _merged(self, tweet_id: int, read: Callable[[str], list[E]], page: PageRange) -> list[E]:
        def shard(number: int) -> Callable[[], list[E]]:
            return lambda: read(keys.shard_of(tweet_id, number))

        # Any shard may hold all of the next entries, so each gives a whole page.
        parts = self.parallel.run([shard(number) for number in range(self.shards)])
        return list(islice(merge(*parts, key=attrgetter("id"), reverse=not page.ascending), page.limit))


def split_close(ids: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Split ascending ids into the largest group that lies close together and the rest.

    A group of one is no group: a read by key is never dearer than a range of one.
    """
    best_start = best_end = start = 0
    for end, last in enumerate(ids, start=1):
        while last - ids[start] > CLOSE:
            start += 1
        if end - start > best_end - best_start:
            best_start, best_end = start, end
    if best_end - best_start < 2:
        return (), ids
    return ids[best_start:best_end], [*ids[:best_start], *ids[best_end:]]
