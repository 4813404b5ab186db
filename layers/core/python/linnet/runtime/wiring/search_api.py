"""What `search_api` runs on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from linnet.adapters.cached_search import CachedSearch, CachedTags
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count
from linnet.runtime.wiring.reading import read_tweets
from linnet.runtime.wiring.suggesting import suggest
from linnet.services.feature_hashtag import KeepFeatured, ShowFeatured
from linnet.services.follow_hashtag import FollowHashtag
from linnet.services.read_feeds import ReadFeeds
from linnet.services.read_tag_days import ReadTagDays
from linnet.services.read_tweets import ReadTweets
from linnet.services.read_users import ReadUsers
from linnet.services.remember_search import RecallSearches, RememberSearch
from linnet.services.save_search import SaveSearch
from linnet.services.search import Search
from linnet.services.search_by_offset import SearchAccounts, SearchByOffset
from linnet.services.search_hashtags import SearchHashtags
from linnet.services.search_tweets import SearchTweets
from linnet.services.search_users import SearchUsers
from linnet.services.suggest import Suggest


@dataclass(frozen=True, slots=True)
class SearchApi:
    search: Search
    search_by_offset: SearchByOffset
    read_users: ReadUsers
    read_tweets: ReadTweets
    tag_days: ReadTagDays
    follow_hashtag: FollowHashtag
    clock: Clock
    suggest: Suggest
    save_search: SaveSearch
    remember: RememberSearch
    recall: RecallSearches
    keep_featured: KeepFeatured
    show_featured: ShowFeatured

    def followed_tags(self, reader: Viewer | None) -> Collection[str] | None:
        """Return the hashtags that a reader follows, None where nobody reads."""
        return None if reader is None else self.follow_hashtag.all(reader)


def build(environment: Environment) -> SearchApi:
    """Put the function together."""
    tables, parallel, clock = environment.tables, environment.parallel, environment.clock
    index = CachedSearch(tables.search, clock, count)
    tags = CachedTags(tables.tags_in_use, clock)
    read = read_tweets(environment)
    tweets = SearchTweets(
        index=index,
        read_tweets=read,
        read_feeds=ReadFeeds(read, tables.feeds, tables.authors, parallel, clock),
        accounts=tables.accounts,
        follows=tables.follows,
        parallel=parallel,
        clock=clock,
    )
    users = SearchUsers(
        index=index,
        users=tables.users,
        accounts=tables.accounts,
        relationships=tables.graph,
        invalidations=tables.invalidations,
        parallel=parallel,
        clock=clock,
    )
    hashtags = SearchHashtags(tables.feeds, tags, parallel)
    return SearchApi(
        search=Search(
            tweets=tweets,
            users=users,
            hashtags=hashtags,
            parallel=parallel,
            operators=frozenset(int(each) for each in environment.settings.tunables.operators),
        ),
        search_by_offset=SearchByOffset(SearchAccounts(users, tables.graph), tweets, hashtags, parallel),
        read_users=ReadUsers(tables.users, tables.accounts, tables.graph, parallel, clock),
        read_tweets=read,
        tag_days=ReadTagDays(tables.trend_days, environment.settings.tunables.trends),
        follow_hashtag=FollowHashtag(tables.accounts),
        clock=clock,
        suggest=suggest(environment, tags),
        save_search=SaveSearch(tables.saved_searches, environment.ids),
        remember=RememberSearch(tables.recent_searches, clock, parallel),
        recall=RecallSearches(tables.recent_searches, clock),
        keep_featured=KeepFeatured(tables.featured_tags, environment.ids),
        show_featured=ShowFeatured(tables.featured_tags, index),
    )
