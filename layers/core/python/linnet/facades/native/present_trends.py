"""Turn trends into native JSON shapes; no rule lives here."""

from __future__ import annotations

from linnet.facades.moments import moment
from linnet.facades.native import present
from linnet.facades.native import schemas_trends as schemas
from linnet.services.read_trends import ShownTrend
from linnet.services.show_trends import IllustratedTrends


def trends(found: IllustratedTrends) -> schemas.Trends:
    """Present a list with its samples."""
    shown = found.shown
    return schemas.Trends(
        scope=shown.scope,
        computed_at=None if shown.computed_ms is None else moment(shown.computed_ms),
        stale=shown.stale,
        items=[_trend(each, found) for each in shown.trends],
    )


def _trend(shown: ShownTrend, found: IllustratedTrends) -> schemas.Trend:
    trend = shown.trend
    return schemas.Trend(
        tag=trend.tag,
        name=trend.name,
        kind=trend.kind,
        rank=shown.rank,
        rank_change=shown.rank_change,
        count=trend.count,
        people=trend.authors,
        why=trend.why,
        since=moment(trend.since_ms),
        hours=list(trend.hours),
        pinned=trend.pinned,
        samples=[present.tweet(found.tweets[each]) for each in trend.sample_ids if each in found.tweets],
    )
