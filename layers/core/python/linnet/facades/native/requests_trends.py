"""Queries of trends."""

from __future__ import annotations

from pydantic import Field

from linnet.domain.trends.scopes import WORLD
from linnet.facades.native.requests import MAX_PAGE, Query
from linnet.facades.native.schemas_trends import MAX_SAMPLES, MAX_TRENDS


class TrendsQuery(Query):
    """Of whom, and how much of each."""

    scope: str = Field(
        default=WORLD, min_length=1, max_length=20, description="`world`, or `lang:` and a language such as `en`."
    )
    limit: int = Field(default=MAX_TRENDS, ge=1, le=MAX_PAGE, description=f"A list has {MAX_TRENDS} at most.")
    samples: int = Field(default=1, ge=0, le=MAX_SAMPLES, description="So many tweets of each, where there are some.")
