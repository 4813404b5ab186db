"""Accounts that somebody does not want to be suggested, on one row beside their pairs."""

from __future__ import annotations

from dataclasses import dataclass

from pynamodb.expressions.condition import size

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.graph_rows import SCHEMA, GraphRow, whole_set
from linnet.adapters.dynamodb.identity import Writing
from linnet.ports.graph import MAX_DISMISSED


@dataclass(frozen=True, slots=True)
class DynamoDismissedSuggestions:
    """Implement the port `DismissedSuggestions`."""

    row: type[GraphRow]
    writing: Writing

    def of(self, user_id: int) -> frozenset[int]:
        try:
            row = self.row.get(keys.user(user_id), keys.DISMISSED, consistent_read=True)
        except self.row.DoesNotExist:
            return frozenset()
        return whole_set(row.members)

    def add(self, user_id: int, dismissed_id: int) -> None:
        members, row = self.row.members, self.row(keys.user(user_id), keys.DISMISSED)
        schema = self.row.schema_version.set(SCHEMA)
        room = members.does_not_exist() | (size(members) < MAX_DISMISSED) | members.contains(dismissed_id)
        sleep, random = self.writing.sleep, self.writing.random
        if not updated(row, [members.add({dismissed_id}), schema], room, sleep, random):
            # Full: what was dismissed long ago may come back.
            updated(row, [members.set({dismissed_id}), schema], members.exists(), sleep, random)
