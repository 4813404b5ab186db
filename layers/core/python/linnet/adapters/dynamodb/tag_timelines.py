"""What joins the homes of those who follow a hashtag: one partition for each, read with one query."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pynamodb.exceptions import PutError

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.adapters.dynamodb.timeline_rows import TimelineRow, entry_of, expiry, row_of
from linnet.domain.ids import created_ms
from linnet.domain.paging import PageRange
from linnet.domain.timelines import TimelineEntry

DROPPED: Final = "TagTimelineDropped"
_THROTTLED: Final = frozenset({"ProvisionedThroughputExceededException", "ThrottlingException"})


@dataclass(frozen=True, slots=True)
class DynamoTagTimelines:
    """Implement the port `TagTimelines`.

    A partition takes a thousand writes a second. A hashtag that everybody uses at once has more: what does not fit is
    counted and left out, so that the stream goes on. Its feed, which has shards, holds all of it. What is to go is
    never left: it may be that of an erased account.
    """

    row: type[TimelineRow]
    count: Callable[[str], None]

    def add(self, tag: str, entry: TimelineEntry) -> None:
        try:
            row_of(self.row, keys.tag_timeline(tag), entry, expiry(created_ms(entry.id))).save()
        except PutError as error:
            if error.cause_response_code not in _THROTTLED:
                raise
            self.count(DROPPED)

    def remove(self, tag: str, entry_id: int) -> None:
        self.row(keys.tag_timeline(tag), entry_id).delete()

    def page(self, tag: str, page: PageRange) -> Sequence[TimelineEntry]:
        rows = rows_in_range(self.row.query, keys.tag_timeline(tag), self.row.sk, page)
        return [entry_of(row) for row in rows]
