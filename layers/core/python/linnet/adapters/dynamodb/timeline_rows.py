"""Rows of the timelines table, and how they turn into entries and back."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.models import Model

from linnet.domain.timelines import DAY_MS, TimelineEntry

ENTRY_LIFETIME_DAYS: Final = 30


class TimelineRow(Model):
    """An entry of a reader's timeline or a feed, or (at `sk` 0) a state, a head or the directory of a feed."""

    pk = UnicodeAttribute(hash_key=True)
    sk = NumberAttribute(range_key=True)
    author_id = NumberAttribute(null=True)
    original_id = NumberAttribute(null=True)
    original_author_id = NumberAttribute(null=True)
    quote_of_id = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)
    last_seen_day = NumberAttribute(null=True)
    returned_ms = NumberAttribute(null=True)
    rebuilt_ms = NumberAttribute(null=True)
    # A head: entries as one string, as DynamoDB's own lists would cost twice the bytes.
    head = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    buckets = UnicodeSetAttribute(null=True)


def expiry(now_ms: int, days: int = ENTRY_LIFETIME_DAYS) -> int:
    """Return when a row written now expires, in Unix seconds."""
    return (now_ms + days * DAY_MS) // 1000


def row_of(model: type[TimelineRow], pk: str, entry: TimelineEntry, expires_at: int | None) -> TimelineRow:
    """Build the row of an entry."""
    return model(
        pk,
        entry.id,
        author_id=entry.author_id,
        original_id=entry.original_id,
        original_author_id=entry.original_author_id,
        quote_of_id=entry.quote_of_id,
        expires_at=expires_at,
    )


def entry_of(row: TimelineRow) -> TimelineEntry:
    """Read the row of an entry."""
    return TimelineEntry(
        id=int(row.sk),
        author_id=int(row.author_id),
        original_id=_whole(row.original_id),
        original_author_id=_whole(row.original_author_id),
        quote_of_id=_whole(row.quote_of_id),
    )


def encode_head(entries: Iterable[TimelineEntry]) -> str:
    """Write the entries of a head as JSON; their author is in the key."""
    rows = [[each.id, each.original_id, each.original_author_id, each.quote_of_id] for each in entries]
    return json.dumps(rows, separators=(",", ":"))


def decode_head(author_id: int, text: str | None) -> list[TimelineEntry]:
    """Read the entries of a head, newest first."""
    rows: list[tuple[int, int | None, int | None, int | None]] = json.loads(text or "[]")
    return [TimelineEntry(row[0], author_id, row[1], row[2], row[3]) for row in rows]


def _whole(value: float | None) -> int | None:
    return None if value is None else int(value)
