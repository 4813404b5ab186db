"""What `search_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.adapters.cached_search import CachedSearch, CachedTags
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count
from linnet.runtime.wiring.reading import read_tweets
from linnet.services.read_feeds import ReadFeeds
from linnet.services.remember_search import RecallSearches, RememberSearch
from linnet.services.save_search import SaveSearch
from linnet.services.search import Search
from linnet.services.search_hashtags import SearchHashtags
from linnet.services.search_tweets import SearchTweets
from linnet.services.search_users import SearchUsers
from linnet.services.suggest import Suggest


@dataclass(frozen=True, slots=True)
class SearchApi:
    search: Search
    suggest: Suggest
    save_search: SaveSearch
    remember: RememberSearch
    recall: RecallSearches


def build(environment: Environment) -> SearchApi:
    """Put the function together."""
    tables, parallel, clock = environment.tables, environment.parallel, environment.clock
    index = CachedSearch(tables.search, clock, count)
    tags = CachedTags(tables.tags_in_use, clock)
    read = read_tweets(environment)
    return SearchApi(
        search=Search(
            tweets=SearchTweets(
                index=index,
                read_tweets=read,
                read_feeds=ReadFeeds(read, tables.feeds, tables.authors, parallel, clock),
                accounts=tables.accounts,
                follows=tables.follows,
                parallel=parallel,
                clock=clock,
            ),
            users=SearchUsers(
                index=index,
                users=tables.users,
                accounts=tables.accounts,
                relationships=tables.graph,
                invalidations=tables.invalidations,
                parallel=parallel,
                clock=clock,
            ),
            hashtags=SearchHashtags(tables.feeds, tags, parallel),
            parallel=parallel,
            operators=frozenset(int(each) for each in environment.settings.tunables.operators),
        ),
        suggest=Suggest(
            suggestions=tables.user_suggestions,
            tags=tags,
            users=tables.users,
            follows=tables.follows,
            relationships=tables.graph,
            invalidations=tables.invalidations,
            parallel=parallel,
            clock=clock,
        ),
        save_search=SaveSearch(tables.saved_searches, environment.ids),
        remember=RememberSearch(tables.recent_searches, clock, parallel),
        recall=RecallSearches(tables.recent_searches, clock),
    )
