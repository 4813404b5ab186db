"""Filters in DynamoDB: one row beside the pairs of their owner, found with those that hide something."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.graph_rows import SCHEMA, GraphRow, filters_of
from linnet.domain.filters import Filter, Filters
from linnet.ports.identity import VersionConflict


@dataclass(frozen=True, slots=True)
class DynamoFilters:
    """Implement the port `FilterStore`.

    The row is in the index of exclusions, so that it comes with a read that every page makes anyway. Without filters
    there is none.
    """

    row: type[GraphRow]

    def read(self, owner_id: int) -> Filters:
        try:
            row = self.row.get(keys.user(owner_id), keys.FILTERS, consistent_read=True)
        except self.row.DoesNotExist:
            return Filters()
        return filters_of(row)

    def replace(self, owner_id: int, old: Filters, items: Sequence[Filter]) -> None:
        row = self.row(keys.user(owner_id), keys.FILTERS)
        unchanged = self.row.version == old.version if old.version else self.row.pk.does_not_exist()
        if not items:
            if not written(lambda: row.delete(condition=unchanged)):
                raise VersionConflict
            return
        row.schema_version = SCHEMA
        row.version, row.exclusion = old.version + 1, keys.FILTERS
        row.filters = json.dumps([_written(each) for each in items], ensure_ascii=False, separators=(",", ":"))
        if not written(lambda: row.save(condition=unchanged)):
            raise VersionConflict


def _written(each: Filter) -> dict[str, Any]:
    return {
        "id": each.id,
        "title": each.title,
        "contexts": sorted(each.contexts),
        "action": each.action.value,
        "expires": each.expires_ms,
        "keywords": [[word.id, word.text, int(word.whole_word)] for word in each.keywords],
        "tweets": [[one.id, one.tweet_id] for one in each.tweets],
    }
