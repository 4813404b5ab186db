"""The indexes of the tweets table: posts by author, replies by conversation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import merge
from itertools import islice
from operator import attrgetter

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.adapters.dynamodb.tweet_rows import TweetRow, author_entry_of, conversation_entry_of
from linnet.domain.ids import MAX_ID
from linnet.domain.paging import PageRange
from linnet.domain.tweets import AuthorEntry, ConversationEntry
from linnet.ports.environment import Parallel


@dataclass(frozen=True, slots=True)
class DynamoAuthorIndex:
    """Implement the port `AuthorIndex`."""

    row: type[TweetRow]

    def by_author(self, author_id: int, page: PageRange) -> Sequence[AuthorEntry]:
        found = rows_in_range(self.row.by_author.query, author_id, self.row.id, page)
        return [author_entry_of(row) for row in found]


@dataclass(frozen=True, slots=True)
class DynamoConversationIndex:
    """Implement the port `ConversationIndex`. `shards` is never lower than what rows were written with."""

    row: type[TweetRow]
    parallel: Parallel
    shards: int

    def own_thread(self, root_id: int, after: int, limit: int) -> Sequence[ConversationEntry]:
        return self._read(keys.own_thread(root_id), after, limit)

    def replies(self, root_id: int, after: int, limit: int) -> Sequence[ConversationEntry]:
        def shard(number: int) -> Callable[[], list[ConversationEntry]]:
            return lambda: self._read(keys.replies(root_id, number), after, limit)

        # Any shard may hold all of the next entries, so each gives a whole page.
        parts = self.parallel.run([shard(number) for number in range(self.shards)])
        return list(islice(merge(*parts, key=attrgetter("id")), limit))

    def _read(self, partition: str, after: int, limit: int) -> list[ConversationEntry]:
        found = self.row.by_conversation.query(
            partition, self.row.id.between(after + 1, MAX_ID), limit=limit, page_size=limit
        )
        return [conversation_entry_of(row) for row in found]
