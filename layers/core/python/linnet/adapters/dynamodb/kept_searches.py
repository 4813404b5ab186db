"""What accounts keep of searches, on two rows of each: a change reads one and writes it whole, at its version."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import PynamoDBException
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import written
from linnet.domain.search.kept import RECENT_LIVES_MS, RecentSearch, RecentSearches, SavedSearch, SavedSearches
from linnet.ports.identity import VersionConflict
from linnet.ports.kept_searches import RecentUnavailable

SCHEMA_VERSION: Final = 1
UNAVAILABLE: Final = "RecentSearchesUnavailable"


class SearchRow(Model):
    """The saved or the recent searches of an account; only recent ones expire."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    searches = UnicodeAttribute()
    version = NumberAttribute()
    schema_version = NumberAttribute(default=SCHEMA_VERSION)
    expires_at = NumberAttribute(null=True)


@dataclass(frozen=True, slots=True)
class DynamoSavedSearches:
    """Implement the port `SavedSearchStore`."""

    row: type[SearchRow]

    def of(self, user_id: int) -> SavedSearches:
        found, version = _read(self.row, user_id, keys.SAVED)
        return SavedSearches(tuple(SavedSearch(**each) for each in found), version)

    def replace(self, user_id: int, saved: SavedSearches) -> None:
        searches = [{"id": each.id, "name": each.name, "query": each.query} for each in saved.searches]
        _write(self.row(keys.searches(user_id), keys.SAVED), searches, saved.version)


@dataclass(frozen=True, slots=True)
class DynamoRecentSearches:
    """Implement the port `RecentSearchStore`.

    `row` should be bound with short time-outs and few retries; `count` is told of what did not answer within them.
    """

    row: type[SearchRow]
    count: Callable[[str], None]

    def of(self, user_id: int) -> RecentSearches:
        try:
            found, version = _read(self.row, user_id, keys.RECENT)
        except PynamoDBException as error:
            self.count(UNAVAILABLE)
            raise RecentUnavailable from error
        return RecentSearches(tuple(RecentSearch(each["query"], each["at"]) for each in found), version)

    def replace(self, user_id: int, recent: RecentSearches) -> None:
        searches = [{"query": each.query, "at": each.searched_ms} for each in recent.searches]
        row = self.row(keys.searches(user_id), keys.RECENT)
        if recent.searches:
            row.expires_at = -(-(recent.searches[0].searched_ms + RECENT_LIVES_MS) // 1000)
        try:
            _write(row, searches, recent.version)
        except PynamoDBException as error:
            self.count(UNAVAILABLE)
            raise RecentUnavailable from error


def _read(row: type[SearchRow], user_id: int, sk: str) -> tuple[list[dict[str, Any]], int]:
    try:
        found = row.get(keys.searches(user_id), sk, consistent_read=True)
    except row.DoesNotExist:
        return [], 0
    return json.loads(found.searches), int(found.version)


def _write(row: SearchRow, searches: Sequence[dict[str, Any]], version: int) -> None:
    # Escaped, a letter of most scripts would take twice its bytes.
    row.searches = json.dumps(searches, ensure_ascii=False, separators=(",", ":"))
    row.version = version + 1
    unchanged = SearchRow.pk.does_not_exist() if version == 0 else SearchRow.version == version
    if not written(lambda: row.save(condition=unchanged)):
        raise VersionConflict
