"""What `timelines_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Clock
from linnet.runtime.environment import Environment
from linnet.runtime.wiring.reading import read_tweets
from linnet.services.follow_hashtag import FollowHashtag
from linnet.services.read_feeds import ReadFeeds
from linnet.services.read_home import ReadHome
from linnet.services.read_tag_days import ReadTagDays
from linnet.services.read_user_tweets import ReadUserTweets
from linnet.services.show_hashtag import ShowHashtag


@dataclass(frozen=True, slots=True)
class TimelinesApi:
    read_home: ReadHome
    read_user_tweets: ReadUserTweets
    read_feeds: ReadFeeds
    follow_hashtag: FollowHashtag
    show_hashtag: ShowHashtag
    tag_days: ReadTagDays
    clock: Clock


def build(environment: Environment) -> TimelinesApi:
    """Put the function together."""
    tables, parallel, clock = environment.tables, environment.parallel, environment.clock
    read = read_tweets(environment)
    return TimelinesApi(
        read_home=ReadHome(
            read_tweets=read,
            homes=tables.homes,
            heads=tables.heads,
            tag_timelines=tables.tag_timelines,
            authors=tables.authors,
            follows=tables.follows,
            accounts=tables.accounts,
            jobs=tables.jobs,
            parallel=parallel,
            clock=clock,
            dormant_days=environment.settings.tunables.dormant_days,
        ),
        read_user_tweets=ReadUserTweets(read, tables.users, tables.authors),
        read_feeds=ReadFeeds(read, tables.feeds, tables.authors, parallel, clock),
        follow_hashtag=FollowHashtag(tables.accounts),
        show_hashtag=ShowHashtag(
            accounts=tables.accounts,
            lists=tables.trend_lists,
            controls=tables.trend_controls,
            days=tables.trend_days,
            clock=clock,
            parallel=parallel,
            settings=environment.settings.tunables.trends,
        ),
        tag_days=ReadTagDays(tables.trend_days, environment.settings.tunables.trends),
        clock=clock,
    )
