"""An empty search index of any engine, and tweets and accounts to write into it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from linnet.domain.ids import id_at
from linnet.domain.search.documents import TweetDocument, UserDocument
from linnet.domain.search.tree import (
    Node,
)
from linnet.domain.search.words import words_of
from linnet.ports.search import (
    Document,
    Kind,
    Order,
    Outcome,
    Position,
    TweetHit,
    TweetSearch,
    UserSearch,
)
from tests.contract.search_engines import SearchEngine
from tests.fakes.environment import START_MS, FakeClock

ANN, BOB = 11, 12
MINUTE_MS, DAY_MS = 60_000, 86_400_000


@dataclass
class Site:
    """An empty index and what a test writes into it; `write` makes it visible at once."""

    index: SearchEngine
    clock: FakeClock

    def write(self, *documents: Document, kind: Kind = Kind.TWEETS) -> list[Outcome]:
        written = self.index.write(kind, documents)
        self.index.refresh(self.in_use(kind))
        assert [each.id for each in written] == [each.id for each in documents]
        return [each.outcome for each in written]

    def write_users(self, *users: Document) -> None:
        assert set(self.write(*users, kind=Kind.USERS)) == {Outcome.DONE}

    def in_use(self, kind: Kind) -> str:
        index = self.index.in_use(kind)
        assert index is not None
        return index

    def hits(
        self,
        tree: Node | None,
        order: Order = Order.LATEST,
        *,
        limit: int = 50,
        after: Position | None = None,
        followed: frozenset[int] = frozenset(),
    ) -> Sequence[TweetHit]:
        return self.index.tweets(TweetSearch(tree, order, limit, self.clock.now_ms(), after, followed))

    def found(
        self, tree: Node | None, order: Order = Order.LATEST, followed: frozenset[int] = frozenset()
    ) -> list[int]:
        """Return the numbers of the tweets that are found, in their order."""
        return [number_of(hit.id) for hit in self.hits(tree, order, followed=followed)]

    def users(self, text: str, limit: int = 20, after: Position | None = None) -> list[int]:
        return [hit.id for hit in self.index.users(UserSearch(text, limit, after))]


def tweet_id(number: int) -> int:
    """Return the id of a tweet; a higher number is a minute newer."""
    return id_at(START_MS - DAY_MS + number * MINUTE_MS, number)


def number_of(identifier: int) -> int:
    return identifier & 0xFFFF


def tweet(number: int, text: str = "", author_id: int = ANN, **fields: Any) -> TweetDocument:
    document = TweetDocument(
        id=tweet_id(number),
        version=1,
        author_id=author_id,
        text=text,
        words=tuple(words_of(text)),
        conversation_id=tweet_id(number),
    )
    return replace(document, **fields)


def user(identifier: int, username: str, display_name: str, bio: str = "", followers: int = 0) -> UserDocument:
    return UserDocument(
        id=identifier,
        version=1,
        username=username,
        display_name=display_name,
        name_words=tuple(words_of(display_name)),
        bio=bio,
        bio_words=tuple(words_of(bio)),
        created_ms=START_MS,
        followers=followers,
    )


def marked(text: str, hit: TweetHit) -> list[str]:
    return [text[start:end] for start, end in hit.highlights]
