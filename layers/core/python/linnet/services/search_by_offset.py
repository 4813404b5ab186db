"""Answer searches whose pages are counted, as apps for Mastodon ask for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from linnet.domain.search.found import FoundTag, Sought
from linnet.domain.search.parse import parse
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.environment import Parallel
from linnet.ports.graph import Relationships
from linnet.ports.search import Order, SearchUnavailable
from linnet.services.search import answering, plain_words
from linnet.services.search_hashtags import SearchHashtags
from linnet.services.search_tweets import SearchTweets, TweetQuery
from linnet.services.search_users import SearchUsers

# What stands before a page is read again with it: nobody pages further.
DEEPEST: Final = 200


@dataclass(frozen=True, slots=True)
class CountedPage:
    """So many, behind so many others."""

    limit: int
    offset: int = 0

    @property
    def end(self) -> int:
        """Return how many have to be found for this page."""
        return min(DEEPEST, self.offset + self.limit)


@dataclass(frozen=True, slots=True)
class SearchAccounts:
    """Find accounts; `following` leaves those that the viewer follows."""

    users: SearchUsers
    relationships: Relationships

    def run(self, viewer: Viewer | None, text: str, page: CountedPage, *, following: bool = False) -> Sequence[User]:
        """Return a page. Raise a QueryError, or SearchUnavailable where nobody has the text as a handle either."""
        if page.offset >= DEEPEST or (following and viewer is None):
            return ()
        found = self.users.run(viewer, text, None, DEEPEST if following else page.end).users
        if following and viewer is not None:
            pairs = self.relationships.get_many(viewer.user_id, [each.id for each in found])
            found = tuple(each for each in found if each.id in pairs and pairs[each.id].following)
        return found[page.offset : page.end]


@dataclass(frozen=True, slots=True)
class CountedSearch:
    """What is searched for. Only who has signed in finds tweets, of an author if one is named."""

    sought: Sought
    text: str
    page: CountedPage
    author_id: int | None = None
    following: bool = False


@dataclass(slots=True)
class FoundByOffset:
    users: Sequence[User] = ()
    tweets: Sequence[ShownTweet] = ()
    hashtags: Sequence[FoundTag] = ()


@dataclass(frozen=True, slots=True)
class SearchByOffset:
    """All kinds are found at once. Without a kind, accounts and hashtags are sought by words alone."""

    accounts: SearchAccounts
    tweets: SearchTweets
    hashtags: SearchHashtags
    parallel: Parallel

    def run(self, viewer: Viewer | None, search: CountedSearch) -> FoundByOffset:
        """Return a page of each kind that is sought, tweets newest first.

        Raise a QueryError; unavailable where the engine is down and the tables know nothing of the text either.
        """
        found = FoundByOffset()
        refused: list[SearchUnavailable] = []
        words = plain_words(parse(search.text).root) if search.sought is Sought.ALL else search.text

        def find_users() -> None:
            found.users = self.accounts.run(viewer, words, search.page, following=search.following)

        def find_tweets() -> None:
            found.tweets = self._tweets(viewer, search)

        def find_hashtags() -> None:
            found.hashtags = self.hashtags.run(words)[search.page.offset : search.page.end]

        wanted: list[tuple[bool, Sought, Callable[[], None]]] = [
            (bool(words), Sought.USERS, find_users),
            (viewer is not None, Sought.TWEETS, find_tweets),
            (bool(words), Sought.HASHTAGS, find_hashtags),
        ]
        calls = [
            _Tolerant(call, refused) for can_be, kind, call in wanted if can_be and search.sought in (kind, Sought.ALL)
        ]
        with answering():
            self.parallel.run(calls)
            if refused and not (found.users or found.tweets or found.hashtags):
                raise refused[0]
        return found

    def _tweets(self, viewer: Viewer | None, search: CountedSearch) -> Sequence[ShownTweet]:
        if search.page.offset >= DEEPEST:
            return ()
        query = TweetQuery(search.text, Order.LATEST, author_id=search.author_id)
        found = self.tweets.run(viewer, query, None, search.page.end).tweets
        return [each.shown for each in found[search.page.offset :]]


@dataclass(frozen=True, slots=True)
class _Tolerant:
    """A call that may find the engine down while the others do not need it."""

    call: Callable[[], None]
    refused: list[SearchUnavailable] = field(repr=False)

    def __call__(self) -> None:
        try:
            self.call()
        except SearchUnavailable as error:
            self.refused.append(error)
