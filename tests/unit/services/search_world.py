"""The network in memory with an index beside it, which is filled when a test says so."""

from __future__ import annotations

from linnet.adapters.cached_search import CachedSearch
from linnet.domain.search.found import Sought
from linnet.domain.search.index_versions import document_of_tweet, document_of_user
from linnet.domain.tweets import Tweet
from linnet.domain.users import User
from linnet.ports.search import Kind, Order, SearchIndex
from linnet.services.keep_suggestions import KeepSuggestions
from linnet.services.search import Found, Search, SearchRequest
from linnet.services.search_hashtags import SearchHashtags
from linnet.services.search_tweets import Place, SearchTweets, TweetQuery
from linnet.services.search_users import SearchUsers
from linnet.services.suggest import Suggest
from tests.fakes.search import FakeSearchIndex
from tests.fakes.suggestions import FakeTagsInUse, FakeUserSuggestions
from tests.unit.services.timeline_world import CAT, World

OPERATOR = CAT


class SearchWorld(World):
    """`counted` holds the metrics of the cache that searches go through, if `cached`."""

    def __init__(self, *, cached: bool = False) -> None:
        super().__init__()
        self.engine = FakeSearchIndex(self.clock)
        self.counted: list[str] = []
        self.tags = FakeTagsInUse()
        self.suggestions = FakeUserSuggestions()
        self.keep_suggestions = KeepSuggestions(self.users, self.suggestions, self.parallel)
        self.suggest = Suggest(
            self.suggestions,
            self.tags,
            self.users,
            self.follows,
            self.graph,
            self.invalidations,
            self.parallel,
            self.clock,
        )
        self.use(CachedSearch(self.engine, self.clock, lambda name, _: self.counted.append(name)) if cached else None)
        for user in list(self.identity.users.values()):
            self.index_user(user)

    def use(self, index: SearchIndex | None) -> None:
        """Search with this index; with the world's own otherwise."""
        searched = index or self.engine
        self.search_tweets = SearchTweets(
            searched, self.read, self.read_feeds, self.accounts, self.follows, self.parallel, self.clock
        )
        self.search_users = SearchUsers(
            searched, self.users, self.accounts, self.graph, self.invalidations, self.parallel, self.clock
        )
        self.search = Search(
            self.search_tweets,
            self.search_users,
            SearchHashtags(self.feeds, self.tags, self.parallel),
            self.parallel,
            frozenset({OPERATOR}),
        )

    def index(self, *tweets: Tweet) -> None:
        """Write tweets into the index as they are now."""
        documents = [
            document_of_tweet(now.id, now, self.identity.users[now.author_id])
            for tweet in tweets
            if isinstance(now := self.tweets.posts[tweet.id], Tweet)
        ]
        self.engine.write(Kind.TWEETS, documents)

    def index_user(self, user: User) -> None:
        self.keep_suggestions.run([user.id])
        self.engine.write(Kind.USERS, [document_of_user(user.id, user)])

    def posted(self, author_id: int, text: str, **more: object) -> Tweet:
        """Store a tweet, let its stream run, and index it."""
        tweet = self.post(author_id, text, **more)  # type: ignore[arg-type]
        self.settle()
        self.index(tweet)
        return tweet

    def find(
        self,
        text: str,
        *,
        reader: int | None = None,
        sought: Sought = Sought.TWEETS,
        order: Order = Order.LATEST,
        place: Place | None = None,
        limit: int = 20,
        language: str | None = None,
        explain: bool = False,
    ) -> Found:
        viewer = None if reader is None else self.viewer(reader)
        return self.search.run(
            viewer, SearchRequest(sought, TweetQuery(text, order, language), limit, place, explain=explain)
        )

    def found_ids(self, text: str, reader: int | None = None, order: Order = Order.LATEST) -> list[int]:
        return tweet_ids(self.find(text, reader=reader, order=order))

    def names(self, text: str, reader: int | None = None) -> list[str]:
        found = self.find(text, reader=reader, sought=Sought.USERS)
        return [user.username for user in found.users.users]

    def pages(
        self, text: str, reader: int | None = None, *, order: Order = Order.LATEST, limit: int
    ) -> list[list[int]]:
        """Return the ids of all pages."""
        pages: list[list[int]] = []
        place: Place | None = None
        while True:
            found = self.find(text, reader=reader, order=order, place=place, limit=limit)
            pages.append(tweet_ids(found))
            place = found.next_place
            if place is None:
                return pages


def tweet_ids(found: Found) -> list[int]:
    return [each.shown.tweet.id for each in found.tweets.tweets]
