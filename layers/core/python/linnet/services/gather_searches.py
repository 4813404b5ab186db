"""Gather the searches that an account keeps."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.exports import moment
from linnet.domain.search.kept import standing
from linnet.ports.environment import Clock
from linnet.ports.exports import ExportPage
from linnet.ports.kept_searches import RecentSearchStore, SavedSearchStore


@dataclass(frozen=True, slots=True)
class GatherSearches:
    """Implement the port `ExportSource`: saved searches, then recent ones, in one page."""

    saved: SavedSearchStore
    recent: RecentSearchStore
    clock: Clock
    name: str = "searches"

    def page(self, user_id: int, _position: str | None) -> ExportPage:
        saved = self.saved.of(user_id).searches
        recent = standing(self.recent.of(user_id), self.clock.now_ms())
        return ExportPage(
            [
                *({"id": str(each.id), "name": each.name, "query": each.query} for each in saved),
                *({"query": each.query, "searchedAt": moment(each.searched_ms)} for each in recent),
            ],
            None,
        )
