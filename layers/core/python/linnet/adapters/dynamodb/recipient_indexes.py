"""Who is to be told of what happens to a tweet, from the indexes of the tables that say why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.adapters.dynamodb.follow_index import bell_shards
from linnet.adapters.dynamodb.graph_rows import GraphRow
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


@dataclass(frozen=True, slots=True)
class DynamoBells:
    """Implement the port `Bells`. Only shards in which somebody asked are read: for most accounts there is none."""

    row: type[GraphRow]
    parallel: Parallel

    def rung(self, author_id: int) -> bool:
        return bool(bell_shards(self.row, author_id))

    def read(self, object_id: int, part: IndexRange, limit: int) -> Sequence[IndexedAccount]:
        def shard(number: int) -> Callable[[], list[IndexedAccount]]:
            def found() -> list[IndexedAccount]:
                rows = self.row.query(
                    keys.bells(object_id, number),
                    self.row.sk.between(keys.ordered(part.after + 1), keys.ordered(part.upto)),
                    filter_condition=self.row.gone.does_not_exist(),
                    limit=limit,
                )
                return [IndexedAccount(number, int(row.sk), int(row.user_id)) for row in rows]

            return found

        every = part.shard == EVERY_SHARD
        numbers = sorted(bell_shards(self.row, object_id)) if every else [part.shard]
        return [row for rows in self.parallel.run([shard(number) for number in numbers]) for row in rows]
