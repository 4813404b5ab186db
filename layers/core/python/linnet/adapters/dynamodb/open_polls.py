"""Polls that wait for their end, in an index of the tweets themselves."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.adapters.dynamodb.tweet_rows import COUNTS, TweetRow
from linnet.ports.environment import Parallel


@dataclass(frozen=True, slots=True)
class DynamoOpenPolls:
    """Implement the port `OpenPolls`: a tweet with a poll enters when it is written, in one of `shards` partitions."""

    row: type[TweetRow]
    parallel: Parallel
    sleep: Sleep
    random: Random
    shards: int

    def due(self, before_ms: int, limit: int) -> Sequence[int]:
        def shard(number: int) -> Callable[[], list[int]]:
            def read() -> list[int]:
                rows = self.row.by_poll_end.query(
                    keys.open_polls(number), self.row.poll_ends < before_ms, limit=limit, page_size=limit
                )
                return [int(row.id) for row in rows]

            return read

        parts = self.parallel.run([shard(number) for number in range(self.shards)])
        return [tweet_id for part in parts for tweet_id in part]

    def close(self, tweet_id: int) -> None:
        actions: list[Action] = [
            self.row.open_polls.remove(),
            self.row.poll_ends.remove(),
            # Nothing that the consumers of content would have to see.
            self.row.touched.set(COUNTS),
        ]
        updated(
            self.row(keys.tweet(tweet_id), keys.CURRENT),
            actions,
            self.row.open_polls.exists(),
            self.sleep,
            self.random,
        )
