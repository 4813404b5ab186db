"""Answer a search: for tweets, accounts or hashtags, or for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from linnet.domain.errors import Code, DomainError
from linnet.domain.search.found import FoundTag, Sought
from linnet.domain.search.parse import parse
from linnet.domain.search.tree import And, Mentions, Node, Phrase, Tagged, Word
from linnet.domain.users import Viewer
from linnet.ports.environment import Parallel
from linnet.ports.search import SearchOff, SearchUnavailable
from linnet.services.search_hashtags import SearchHashtags
from linnet.services.search_tweets import FoundTweets, Place, SearchTweets, TweetQuery
from linnet.services.search_users import FoundUsers, SearchUsers

# Above the tweets of a page there is room for so many.
USERS_AMONG_ALL: Final = 3
RETRY_AFTER_S: Final = 5


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is searched for. `explain` asks where places under Top come from, which only operators may."""

    sought: Sought
    query: TweetQuery
    limit: int
    place: Place | None = None
    explain: bool = False


@dataclass(slots=True)
class Found:
    """What a text finds of each kind that was sought."""

    tweets: FoundTweets = field(default_factory=FoundTweets)
    users: FoundUsers = field(default_factory=FoundUsers)
    hashtags: Sequence[FoundTag] = ()

    @property
    def complete(self) -> bool:
        """Tell whether the engine answered; the tables answered alone where it did not."""
        return self.tweets.complete and self.users.complete

    @property
    def next_place(self) -> Place | None:
        """Return where the next page begins: that of tweets, unless only accounts were sought."""
        if self.users.next_position is not None:
            return Place(self.users.next_position, 0)
        return self.tweets.next_place


@dataclass(frozen=True, slots=True)
class Search:
    """All kinds are found at once, in as many trips as tweets alone; further pages then are of tweets."""

    tweets: SearchTweets
    users: SearchUsers
    hashtags: SearchHashtags
    parallel: Parallel
    operators: frozenset[int]

    def run(self, viewer: Viewer | None, request: SearchRequest) -> Found:
        """Return a page.

        Raise a QueryError; forbidden for an explanation that is not for this viewer; unavailable where the engine is
        down and the tables know nothing of the text either.
        """
        if request.explain and (viewer is None or viewer.user_id not in self.operators):
            raise DomainError(Code.FORBIDDEN, "only operators are told where places come from", field="explain")
        with answering():
            match request.sought:
                case Sought.TWEETS:
                    return Found(tweets=self.tweets.run(viewer, request.query, request.place, request.limit))
                case Sought.USERS:
                    after = None if request.place is None else request.place.position
                    return Found(users=self.users.run(viewer, request.query.text, after, request.limit))
                case Sought.HASHTAGS:
                    return Found(hashtags=self.hashtags.run(request.query.text))
                case Sought.ALL:
                    return self._everything(viewer, request)

    def _everything(self, viewer: Viewer | None, request: SearchRequest) -> Found:
        found = Found()
        refused: list[SearchUnavailable] = []

        def find_tweets() -> None:
            try:
                found.tweets = self.tweets.run(viewer, request.query, request.place, request.limit)
            except SearchUnavailable as error:
                refused.append(error)
                found.tweets = FoundTweets(complete=False)

        def find_users() -> None:
            try:
                users = self.users.run(viewer, words, None, USERS_AMONG_ALL)
                found.users = FoundUsers(users.users, None, users.complete)
            except SearchUnavailable as error:
                refused.append(error)
                found.users = FoundUsers(complete=False)

        def find_hashtags() -> None:
            found.hashtags = self.hashtags.run(words)

        words = plain_words(parse(request.query.text).root) if request.place is None else ""
        calls: list[Callable[[], None]] = [find_tweets, *((find_users, find_hashtags) if words else ())]
        self.parallel.run(calls)
        if refused and not (found.tweets.tweets or found.users.users or found.hashtags):
            raise refused[0]
        return found


@contextmanager
def answering() -> Iterator[None]:
    """Say in the domain's words that the engine does not answer."""
    try:
        yield
    except SearchOff as error:
        raise DomainError(Code.UNAVAILABLE, "search is switched off here") from error
    except SearchUnavailable as error:
        raise DomainError(Code.UNAVAILABLE, "please try again shortly", retry_after_s=RETRY_AFTER_S) from error


def plain_words(node: Node | None) -> str:
    """Return the words of a search that has nothing but words; empty where it asks for what only tweets have."""
    match node:
        case Word(text):
            return text
        case Phrase():
            return node.text
        case Mentions(username):
            return username
        case Tagged(tag):
            return tag
        case And(parts):
            words = [plain_words(part) for part in parts]
            return " ".join(words) if all(words) else ""
        case _:
            return ""
