"""What trends look like."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import Field

from linnet.domain.trends.names import TagKind
from linnet.facades.native.schemas import Moment, Shape, Short, Tweet

MAX_TRENDS: Final = 50
MAX_SAMPLES: Final = 3
HOURS: Final = 24


class Trend(Shape):
    """What more people than usual post about.

    `name` is how it is spelled most, `tag` what its spellings have in common. `rankChange` is how many places it rose
    since the list before; null: it is new. `count` are the posts and `people` the people of the last hour, and `hours`
    the people of the last 24, oldest first. `why` is for people to read. `samples` are newest first.
    """

    tag: Short
    name: Short
    kind: TagKind
    rank: int
    rank_change: int | None
    count: int
    people: int
    why: Short
    since: Moment
    hours: Annotated[list[int], Field(max_length=HOURS)]
    pinned: bool
    samples: list[Tweet] = Field(max_length=MAX_SAMPLES)


class Trends(Shape):
    """A list: of the hour before `computedAt`, null where there is none. `stale` says that a newer one is late."""

    scope: Short
    computed_at: Moment | None
    stale: bool
    items: list[Trend] = Field(max_length=MAX_TRENDS)
