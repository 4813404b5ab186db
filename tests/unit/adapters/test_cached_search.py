"""Which searches are answered from memory, for how long, and what never is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from linnet.adapters import cached_search
from linnet.adapters.cached_search import KEPT_MS, CachedSearch
from linnet.domain.ids import id_at
from linnet.domain.search.documents import TweetDocument, UserDocument
from linnet.domain.search.tree import ByFollowed, Word
from linnet.domain.search.words import words_of
from linnet.ports.search import Kind, Order, SearchUnavailable, TweetSearch, UserSearch
from tests.fakes.environment import START_MS, FakeClock
from tests.fakes.search import FakeSearchIndex

CATS = TweetSearch(Word("cats"), Order.TOP, limit=2, now_ms=START_MS)


class Site:
    def __init__(self) -> None:
        self.clock = FakeClock()
        self.engine = FakeSearchIndex(self.clock)
        self.counted: list[str] = []
        self.search = CachedSearch(self.engine, self.clock, lambda name, _: self.counted.append(name))

    def write(self, number: int, text: str = "cats", author_id: int = 1) -> None:
        words = tuple(words_of(text))
        self.engine.write(Kind.TWEETS, [TweetDocument(id_at(START_MS, number), 1, author_id, text, words)])

    def found(self, search: TweetSearch) -> int:
        return len(self.search.tweets(search))


def test_the_same_search_is_answered_from_memory_for_a_time() -> None:
    site = Site()
    site.write(1)
    site.write(2)
    assert site.found(CATS) == 2
    site.engine.available = False

    assert site.found(CATS) == 2
    assert site.counted == ["SearchCacheMisses", "SearchCacheHits"]
    site.clock.advance(KEPT_MS[Order.TOP])
    with pytest.raises(SearchUnavailable):
        site.found(CATS)


def test_the_newest_are_kept_for_a_shorter_time() -> None:
    assert KEPT_MS[Order.LATEST] < KEPT_MS[Order.TOP] <= 30_000


@pytest.mark.parametrize(
    "other",
    [
        replace(CATS, tree=Word("dogs")),
        replace(CATS, limit=1),
        replace(CATS, order=Order.LATEST),
        replace(CATS, now_ms=START_MS + 1),
    ],
)
def test_another_search_has_an_answer_of_its_own(other: TweetSearch) -> None:
    site = Site()
    site.write(1, "cats dogs")
    site.write(2, "cats dogs")
    site.found(CATS)
    site.found(other)

    assert site.counted == ["SearchCacheMisses", "SearchCacheMisses"]


def test_what_is_new_is_found_at_once_where_there_is_less_than_a_page() -> None:
    site = Site()
    site.write(1)
    assert site.found(CATS) == 1
    site.write(2)

    assert site.found(CATS) == 2


def test_a_search_that_depends_on_its_reader_is_never_kept() -> None:
    site = Site()
    site.write(1)
    site.write(2)
    mine = replace(CATS, tree=ByFollowed(), followed=frozenset({1}))
    site.found(mine)
    site.engine.available = False

    with pytest.raises(SearchUnavailable):
        site.found(mine)


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cached_search, "MAX_KEPT", 3)
    site = Site()
    site.write(1)
    for number in range(5):
        site.found(replace(CATS, limit=1, now_ms=START_MS + number))
    site.counted.clear()
    for number in range(5):
        site.found(replace(CATS, limit=1, now_ms=START_MS + number))

    assert site.counted.count("SearchCacheHits") <= 3


def test_accounts_are_kept_too() -> None:
    site = Site()
    users = [UserDocument(number, 1, f"ann{number}", "Ann", ("ann",), "", (), START_MS) for number in (1, 2)]
    site.engine.write(Kind.USERS, users)
    assert len(site.search.users(UserSearch("ann", 2))) == 2
    site.engine.available = False

    assert len(site.search.users(UserSearch("ann", 2))) == 2
    with pytest.raises(SearchUnavailable):
        site.search.users(UserSearch("ann", 3))
