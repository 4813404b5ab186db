"""What `trends_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Clock
from linnet.runtime.environment import Environment
from linnet.runtime.wiring.reading import read_tweets
from linnet.services.follow_hashtag import FollowHashtag
from linnet.services.hide_trend import HideTrend
from linnet.services.read_tag_days import ReadTagDays
from linnet.services.read_trends import ReadTrends
from linnet.services.show_trends import ShowTrends


@dataclass(frozen=True, slots=True)
class TrendsApi:
    show_trends: ShowTrends
    hide_trend: HideTrend
    tag_days: ReadTagDays
    follow_hashtag: FollowHashtag
    clock: Clock


def build(environment: Environment) -> TrendsApi:
    """Put the function together."""
    tables = environment.tables
    read_trends = ReadTrends(
        tables.trend_lists,
        tables.trend_controls,
        tables.hidden_trends,
        environment.clock,
        environment.parallel,
        environment.settings.tunables.trends,
    )
    return TrendsApi(
        show_trends=ShowTrends(read_trends, read_tweets(environment), tables.trend_samples),
        hide_trend=HideTrend(tables.hidden_trends),
        tag_days=ReadTagDays(tables.trend_days, environment.settings.tunables.trends),
        follow_hashtag=FollowHashtag(tables.accounts),
        clock=environment.clock,
    )
