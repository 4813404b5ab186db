"""Who is to be told of what happens to a tweet, from the indexes of the tables that say why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.domain.index_ranges import EVERY_SHARD, IndexedAccount, IndexRange
from linnet.ports.environment import Parallel


@dataclass(frozen=True, slots=True)
class DynamoVoters:
    """Implement the port `RecipientIndex`: who voted in the poll of a tweet, under the ids of the votes."""

    row: type[EngagementRow]
    parallel: Parallel
    shards: int

    def read(self, object_id: int, part: IndexRange, limit: int) -> Sequence[IndexedAccount]:
        def shard(number: int) -> Callable[[], list[IndexedAccount]]:
            def found() -> list[IndexedAccount]:
                rows = self.row.by_vote.query(
                    keys.shard_of(object_id, number),
                    self.row.vote_id.between(part.after + 1, part.upto),
                    limit=limit,
                )
                return [IndexedAccount(number, int(row.vote_id), int(row.actor_id)) for row in rows]

            return found

        numbers = range(self.shards) if part.shard == EVERY_SHARD else [part.shard]
        return [row for rows in self.parallel.run([shard(number) for number in numbers]) for row in rows]
