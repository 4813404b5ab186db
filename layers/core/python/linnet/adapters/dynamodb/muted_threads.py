"""Muted threads in DynamoDB: one row beside the pairs of their owner, found with those that hide something."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.graph_rows import SCHEMA, GraphRow, whole_set
from linnet.ports.graph import MAX_MUTED_THREADS


@dataclass(frozen=True, slots=True)
class DynamoMutedThreads:
    """Implement the port `MutedThreads`.

    The row is in the index of exclusions, as that of filters is. It stays when the last thread is lifted: who muted
    once mutes again, and an empty row costs no read unit more.
    """

    row: type[GraphRow]

    def of(self, user_id: int) -> frozenset[int]:
        try:
            row = self.row.get(keys.user(user_id), keys.MUTED_THREADS, consistent_read=True)
        except self.row.DoesNotExist:
            return frozenset()
        return whole_set(row.members)

    def add(self, user_id: int, conversation_id: int) -> None:
        row, members = self.row(keys.user(user_id), keys.MUTED_THREADS), self.row.members
        found = self.row.exclusion.set(keys.MUTED_THREADS)
        row.update(actions=[members.add({conversation_id}), found, self.row.schema_version.set(SCHEMA)])
        # Ids tell when a conversation began. Whoever else adds meanwhile sees one too many as well, and takes out the
        # same or an older one.
        excess = sorted(whole_set(row.members))[:-MAX_MUTED_THREADS]
        if excess:
            row.update(actions=[members.delete(set(excess))])

    def remove(self, user_id: int, conversation_id: int) -> None:
        row = self.row(keys.user(user_id), keys.MUTED_THREADS)
        written(
            lambda: row.update(
                actions=[self.row.members.delete({conversation_id})],
                condition=self.row.members.contains(conversation_id),
            )
        )
