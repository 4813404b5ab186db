"""Gather the filters of an account."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.exports import Record, moment
from linnet.domain.filters import Filter
from linnet.ports.exports import ExportPage
from linnet.ports.filters import FilterStore


@dataclass(frozen=True, slots=True)
class GatherFilters:
    """Implement the port `ExportSource`: all filters in one page, oldest first."""

    filters: FilterStore
    name: str = "filters"

    def page(self, user_id: int, _position: str | None) -> ExportPage:
        return ExportPage([_record(each) for each in self.filters.read(user_id).items], None)


def _record(each: Filter) -> Record:
    return {
        "id": str(each.id),
        "title": each.title,
        "contexts": sorted(each.contexts),
        "action": each.action.value,
        "expiresAt": None if each.expires_ms is None else moment(each.expires_ms),
        "keywords": [{"text": word.text, "wholeWord": word.whole_word} for word in each.keywords],
        "tweetIds": [str(one.tweet_id) for one in each.tweets],
    }
