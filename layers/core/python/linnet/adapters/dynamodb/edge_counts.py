"""Count edges one by one, from the tables and indexes that hold them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final

from pynamodb.connection import Connection

from linnet.adapters.dynamodb import keys
from linnet.domain.counting import VOTES, Total
from linnet.domain.ids import MAX_ID, id_at
from linnet.domain.reconciling import Recount
from linnet.ports.environment import Parallel

Item = Mapping[str, Any]

# What answers a tweet is younger than it, but its id was made by another container's clock.
CLOCKS_APART: Final = id_at(3_600_000)

_FOLLOWING: Final = "attribute_exists(follow_id)"
_NOT_GONE: Final = "attribute_not_exists(gone)"
_NOT_DELETED: Final = "attribute_not_exists(deleted_at)"


class _TooMany(Exception):
    """A list has more rows than may be read."""


@dataclass(frozen=True, slots=True)
class _List:
    """One partition of a table or index, and which of its rows are edges; `shown` is the attribute that is read."""

    table: str
    condition: str
    values: Mapping[str, Any]
    shown: str
    index: str | None = None
    filtered: str | None = None
    filter_values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DynamoEdgeCounts:
    """Implement the port `EdgeCounts`: one attribute of each row is read, in pages of a megabyte.

    Followers are counted from the list that readers see, everything else from the edges themselves or an index that
    the store keeps. Shard counts are never lower than what rows were written with.
    """

    connection: Connection
    parallel: Parallel
    tweets_table: str
    engagement_table: str
    graph_table: str
    conversation_shards: int
    engagement_shards: int
    follower_shards: int

    def of_user(self, user_id: int, limit: int) -> Recount | None:
        lists = {
            Total.FOLLOWERS: [
                self._partition(keys.followers(user_id, shard), _NOT_GONE) for shard in range(self.follower_shards)
            ],
            Total.FOLLOWING: [self._pairs(user_id)],
            Total.TWEETS: [
                _List(
                    self.tweets_table,
                    "author_id = :author",
                    {":author": {"N": str(user_id)}},
                    "id",
                    "by_author",
                    _NOT_DELETED,
                )
            ],
        }
        found = self._read(lists, limit)
        return None if found is None else Recount({total: len(rows) for total, rows in found.items()})

    def of_tweet(self, tweet_id: int, conversation_id: int, limit: int) -> Recount | None:
        shards = [keys.shard_of(tweet_id, shard) for shard in range(self.engagement_shards)]
        conversation = [
            keys.own_thread(conversation_id),
            *(keys.replies(conversation_id, shard) for shard in range(self.conversation_shards)),
        ]
        lists = {
            Total.LIKES: [self._engaged("likes_of", shard, "like_id") for shard in shards],
            Total.RETWEETS: [self._engaged("retweets_of", shard, "retweet_id") for shard in shards],
            Total.VOTERS: [self._engaged("votes_of", shard, "vote_id", "choices") for shard in shards],
            Total.QUOTES: [
                _List(self.tweets_table, "quotes_of = :of", {":of": {"S": shard}}, "id", "by_quoted")
                for shard in shards
            ],
            Total.REPLIES: [self._answers(partition, tweet_id) for partition in conversation],
        }
        found = self._read(lists, limit)
        if found is None:
            return None
        votes = Counter(option for row in found[Total.VOTERS] for option in row["choices"]["S"])
        counts = {total: len(rows) for total, rows in found.items()}
        counts |= {total: votes[str(option)] for option, total in enumerate(VOTES)}
        acts = ((Total.LIKES, "like_id"), (Total.RETWEETS, "retweet_id"), (Total.VOTERS, "vote_id"))
        newest = max((int(row[name]["N"]) for total, name in acts for row in found[total]), default=0)
        return Recount(counts, newest)

    def _partition(self, pk: str, filtered: str) -> _List:
        return _List(self.graph_table, "pk = :pk", {":pk": {"S": pk}}, "sk", filtered=filtered)

    def _pairs(self, user_id: int) -> _List:
        values = {":pk": {"S": keys.user(user_id)}, ":pairs": {"S": keys.PAIR_PREFIX}}
        return _List(self.graph_table, "pk = :pk AND begins_with(sk, :pairs)", values, "sk", filtered=_FOLLOWING)

    def _engaged(self, index: str, shard: str, *shown: str) -> _List:
        return _List(self.engagement_table, f"{index} = :of", {":of": {"S": shard}}, ", ".join(shown), index)

    def _answers(self, partition: str, tweet_id: int) -> _List:
        oldest = max(0, tweet_id - CLOCKS_APART)
        return _List(
            self.tweets_table,
            "conversation = :of AND id BETWEEN :oldest AND :newest",
            {":of": {"S": partition}, ":oldest": {"N": str(oldest)}, ":newest": {"N": str(MAX_ID)}},
            "id",
            "by_conversation",
            f"reply_to_id = :tweet AND {_NOT_DELETED}",
            {":tweet": {"N": str(tweet_id)}},
        )

    def _read(self, lists: Mapping[Total, Sequence[_List]], limit: int) -> dict[Total, list[Item]] | None:
        flat = [(total, each) for total, parts in lists.items() for each in parts]
        try:
            parts = self.parallel.run([self._rows_of(each, limit) for _, each in flat])
        except _TooMany:
            return None
        found: dict[Total, list[Item]] = {total: [] for total in lists}
        for (total, _), rows in zip(flat, parts, strict=True):
            found[total] += rows
            if len(found[total]) > limit:
                return None
        return found

    def _rows_of(self, listed: _List, limit: int) -> Callable[[], list[Item]]:
        def read() -> list[Item]:
            # A filter hides rows that are read all the same, so that pages are what is bounded.
            rows = list(islice(self._rows(listed, limit), limit + 1))
            if len(rows) > limit:
                raise _TooMany
            return rows

        return read

    def _rows(self, listed: _List, limit: int) -> Iterator[Item]:
        request: dict[str, Any] = {
            "TableName": listed.table,
            "KeyConditionExpression": listed.condition,
            "ExpressionAttributeValues": {**listed.values, **listed.filter_values},
            "ProjectionExpression": listed.shown,
        }
        request |= {"ConsistentRead": True} if listed.index is None else {"IndexName": listed.index}
        request |= {} if listed.filtered is None else {"FilterExpression": listed.filtered}
        scanned = 0
        while True:
            answer = self.connection.dispatch("Query", dict(request))
            yield from answer["Items"]
            scanned += answer["ScannedCount"]
            if "LastEvaluatedKey" not in answer:
                return
            if scanned > limit:
                raise _TooMany
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
