"""What `timelines_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Clock
from linnet.runtime.environment import Environment
from linnet.runtime.wiring.reading import read_tweets
from linnet.services.feature_hashtag import KeepFeatured
from linnet.services.follow_hashtag import FollowHashtag
from linnet.services.note_visit import NoteVisit
from linnet.services.read_feeds import ReadFeeds
from linnet.services.read_home import ReadHome
from linnet.services.read_list import ReadList
from linnet.services.read_tag_days import ReadTagDays
from linnet.services.read_user_tweets import ReadUserTweets
from linnet.services.show_hashtag import ShowHashtag


@dataclass(frozen=True, slots=True)
class TimelinesApi:
    read_home: ReadHome
    read_list: ReadList
    read_user_tweets: ReadUserTweets
    read_feeds: ReadFeeds
    follow_hashtag: FollowHashtag
    show_hashtag: ShowHashtag
    tag_days: ReadTagDays
    keep_featured: KeepFeatured
    clock: Clock


def build(environment: Environment) -> TimelinesApi:
    """Put the function together."""
    tables, parallel, clock = environment.tables, environment.parallel, environment.clock
    read = read_tweets(environment)
    visits = NoteVisit(
        tables.timelines, tables.accounts, tables.jobs, clock, environment.settings.tunables.dormant_days
    )
    return TimelinesApi(
        read_home=ReadHome(
            read_tweets=read,
            timelines=tables.timelines,
            heads=tables.heads,
            tag_timelines=tables.tag_timelines,
            authors=tables.authors,
            follows=tables.follows,
            visits=visits,
            parallel=parallel,
        ),
        read_list=ReadList(
            read_tweets=read,
            lists=tables.lists,
            timelines=tables.timelines,
            heads=tables.heads,
            authors=tables.authors,
            follows=tables.follows,
            visits=visits,
            parallel=parallel,
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
        keep_featured=KeepFeatured(tables.featured_tags, environment.ids),
        clock=clock,
    )
