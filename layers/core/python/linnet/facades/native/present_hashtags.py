"""Turn hashtags into native JSON shapes; no rule lives here."""

from __future__ import annotations

from linnet.facades.moments import moment
from linnet.facades.native import schemas_timelines as schemas
from linnet.services.show_hashtag import ShownHashtag


def hashtag(shown: ShownHashtag) -> schemas.Hashtag:
    """Present a hashtag with its days."""
    return schemas.Hashtag(
        tag=shown.tag,
        name=shown.name,
        following=shown.following,
        trend=_trend(shown),
        history=[
            schemas.HashtagDay(day=moment(each.day_ms), uses=each.uses, people=each.people) for each in shown.days
        ],
    )


def _trend(shown: ShownHashtag) -> schemas.HashtagTrend | None:
    if shown.trend is None or shown.rank is None:
        return None
    return schemas.HashtagTrend(
        rank=shown.rank,
        people=shown.trend.authors,
        why=shown.trend.why,
        since=moment(shown.trend.since_ms),
    )
