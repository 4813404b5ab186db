"""Rows of the trends table, and how lists turn into JSON and back."""

from __future__ import annotations

import json
from typing import Any, Final

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute, UnicodeSetAttribute
from pynamodb.models import Model

from linnet.domain.trends.lists import Trend, TrendList
from linnet.domain.trends.scores import Peak
from linnet.domain.trends.settings import DAY_MS

SCHEMA_VERSION: Final = 1
# Long enough to count hours anew after a day's pause, and to compare a week.
WINDOW_LIVES_MS: Final = 2 * DAY_MS
HOUR_LIVES_MS: Final = 9 * DAY_MS
LIST_LIVES_MS: Final = DAY_MS


class TrendRow(Model):
    """A part of a window, an hour, a list, what operators decided, or what an account hides."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    blob = BinaryAttribute(legacy_encoding=False, null=True)
    trends = UnicodeAttribute(null=True)
    run_ms = NumberAttribute(null=True)
    blocked = UnicodeSetAttribute(null=True)
    pinned = UnicodeSetAttribute(null=True)
    hidden = UnicodeSetAttribute(null=True)
    schema_version = NumberAttribute(null=True)
    expires_at = NumberAttribute(null=True)


def encode_trends(found: TrendList) -> str:
    """Write the lines of a list as JSON; scope and run are in the row."""
    return json.dumps([_line(trend) for trend in found.trends], separators=(",", ":"), ensure_ascii=False)


def decode_trends(scope: str, run_ms: int, written: str) -> TrendList:
    """Read a list as it was written."""
    return TrendList(scope, run_ms, tuple(_trend(line) for line in json.loads(written)))


def _line(trend: Trend) -> dict[str, Any]:
    return {
        "tag": trend.tag,
        "name": trend.name,
        "peak": trend.peak,
        "count": trend.count,
        "authors": trend.authors,
        "usual": trend.usual,
        "since": trend.since_ms,
        "before": trend.rank_before,
        "hours": trend.hours,
        "samples": trend.sample_ids,
        "pinned": trend.pinned,
    }


def _trend(line: dict[str, Any]) -> Trend:
    return Trend(
        tag=line["tag"],
        name=line["name"],
        peak=Peak(*line["peak"]),
        count=line["count"],
        authors=line["authors"],
        usual=line["usual"],
        since_ms=line["since"],
        rank_before=line["before"],
        hours=tuple(line["hours"]),
        sample_ids=tuple(line["samples"]),
        pinned=line["pinned"],
    )
