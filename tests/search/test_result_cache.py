"""How many searches a container answers from memory, when people search for what they also write about."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from linnet.adapters.cached_search import CachedSearch
from linnet.domain.search.parse import parse
from linnet.domain.search.printing import text_of
from linnet.domain.search.tree import Cashtagged, Mentions, Node, Tagged
from linnet.ports.search import Order, Position, TweetHit, TweetSearch
from linnet.services.search_tweets import AGE_STEP_MS
from tests.fakes.environment import FakeClock
from tests.fakes.search import FakeSearchIndex
from tests.search.real_tweets import FIGHT_NIGHT, MARKETS, RealTweets

SEED = 7
# A file is replayed in so many stretches, spread over it, each by a container that knows nothing yet.
STRETCHES, SEARCHES = 6, 5_000
# How many readers look at a second page, and how many want the newest.
SECOND_PAGES, NEWEST = 0.1, 0.2
LIMIT = 21


class Counted(FakeSearchIndex):
    """Find as many tweets as there are, whichever they are."""

    def __init__(self, clock: FakeClock, found: Mapping[str, int]) -> None:
        super().__init__(clock)
        self._found = found

    def tweets(self, search: TweetSearch) -> Sequence[TweetHit]:
        assert search.tree is not None
        seen = LIMIT - 1 if search.after else 0
        count = min(search.limit, self._found[text_of(search.tree)] - seen)
        return [TweetHit(number, 1, 1, Position(1.0, number)) for number in range(count)]


def searches_in_order(file: RealTweets) -> Sequence[str]:
    """Return searches for what the tweets name, one after the other: hashtags, cashtags and names."""
    named: list[Node] = []
    for document in sorted(file.documents, key=lambda each: each.id):
        named += [Tagged(tag) for tag in document.hashtags]
        named += [Cashtagged(symbol) for symbol in document.cashtags]
        named += [Mentions(name) for name in document.mentions]
    return [text_of(each) for each in named]


def replayed(queries: Sequence[str], found: Mapping[str, int], rate: int) -> Counter[str]:
    """Count hits and misses of a container to which so many searches a second come."""
    clock, chance, counted = FakeClock(), random.Random(SEED), Counter[str]()
    search = CachedSearch(Counted(clock, found), clock, lambda name, _: counted.update([name]))
    for query in queries:
        clock.advance(round(chance.expovariate(rate) * 1000))
        now_ms = clock.now_ms() // AGE_STEP_MS * AGE_STEP_MS
        order = Order.LATEST if chance.random() < NEWEST else Order.TOP
        first = TweetSearch(parse(query).root, order, LIMIT, now_ms)
        hits = search.tweets(first)
        if len(hits) == LIMIT and chance.random() < SECOND_PAGES:
            search.tweets(TweetSearch(first.tree, order, LIMIT, now_ms, after=hits[-2].position))
    return counted


@pytest.fixture(scope="module")
def searches(shared_data: Path) -> Mapping[str, Sequence[str]]:
    return {name: searches_in_order(RealTweets(shared_data / name)) for name in (MARKETS, FIGHT_NIGHT)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "rate", "least"), [(FIGHT_NIGHT, 20, 0.7), (FIGHT_NIGHT, 5, 0.6), (MARKETS, 20, 0.35), (MARKETS, 5, 0.2)]
)
def test_a_container_answers_popular_searches_from_memory(
    searches: Mapping[str, Sequence[str]], file: str, rate: int, least: float
) -> None:
    """People search for what is being written about; `rate` is how many searches a second come to one container.

    One file is of an evening on which everybody spoke of the same, the other of three months of ten thousand matters.
    """
    found = Counter(searches[file])
    last = len(searches[file]) - SEARCHES
    counted: Counter[str] = Counter()
    for stretch in range(STRETCHES):
        begin = last * stretch // (STRETCHES - 1)
        counted += replayed(searches[file][begin : begin + SEARCHES], found, rate)

    share = counted["SearchCacheHits"] / counted.total()
    assert share >= least, f"{len(found):,} different searches"
