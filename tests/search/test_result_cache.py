"""How many searches a container answers from memory, when people search for what they also write about."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
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
SEARCHES = 5_000
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


def query_mix(file: RealTweets) -> Mapping[str, int]:
    """Return searches for hashtags, cashtags and names, and how many tweets hold each."""
    counted: Counter[Node] = Counter()
    for document in file.documents:
        counted.update(Tagged(tag) for tag in document.hashtags)
        counted.update(Cashtagged(symbol) for symbol in document.cashtags)
        counted.update(Mentions(name) for name in document.mentions)
    return {text_of(node): number for node, number in counted.items()}


@pytest.fixture(scope="module")
def mixes(shared_data: Path) -> Mapping[str, Mapping[str, int]]:
    return {name: query_mix(RealTweets(shared_data / name)) for name in (MARKETS, FIGHT_NIGHT)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "rate", "least"), [(FIGHT_NIGHT, 20, 0.7), (FIGHT_NIGHT, 5, 0.6), (MARKETS, 20, 0.3), (MARKETS, 5, 0.15)]
)
def test_a_container_answers_popular_searches_from_memory(
    mixes: Mapping[str, Mapping[str, int]], file: str, rate: int, least: float
) -> None:
    """`rate` is how many searches a second come to one container.

    One file is of an evening on which everybody spoke of the same, the other of three months of ten thousand matters.
    """
    mix = mixes[file]
    queries, weights = list(mix), list(accumulate(mix.values()))
    clock, chance, counted = FakeClock(), random.Random(SEED), Counter[str]()
    search = CachedSearch(Counted(clock, mix), clock, lambda name, _: counted.update([name]))

    for query in chance.choices(queries, cum_weights=weights, k=SEARCHES):
        clock.advance(round(chance.expovariate(rate) * 1000))
        now_ms = clock.now_ms() // AGE_STEP_MS * AGE_STEP_MS
        order = Order.LATEST if chance.random() < NEWEST else Order.TOP
        first = TweetSearch(parse(query).root, order, LIMIT, now_ms)
        hits = search.tweets(first)
        if len(hits) == LIMIT and chance.random() < SECOND_PAGES:
            search.tweets(TweetSearch(first.tree, order, LIMIT, now_ms, after=hits[-2].position))

    share = counted["SearchCacheHits"] / counted.total()
    assert share >= least
