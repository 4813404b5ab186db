"""How much followed hashtags cost homes, when people follow what they also write about."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

import pytest

from linnet.adapters.cached_tag_timelines import CachedTagTimelines
from linnet.domain.ids import id_at
from linnet.domain.paging import PageRange
from linnet.domain.timelines import TimelineEntry
from linnet.services.follow_hashtag import MAX_FOLLOWED
from tests.fakes.environment import FakeClock
from tests.fakes.timelines import FakeTagTimelines
from tests.search.real_tweets import FIGHT_NIGHT, MARKETS, RealTweets

SEED = 7
HOMES = 3_000
# The first of them find an empty container.
WARM_AFTER = 500
# Tweets with hashtags that the network gets in a second: how old the newest of each is follows from its share.
TWEETS_A_SECOND = 10
UNITS_A_READ = 0.5


class Posted(FakeTagTimelines):
    """Answer as if each hashtag got its share of tweets, and count the reads."""

    def __init__(self, clock: FakeClock, chance: random.Random, shares: Counter[str]) -> None:
        super().__init__()
        self._clock, self._chance, self._shares = clock, chance, shares
        self.reads = 0

    def page(self, tag: str, page: PageRange) -> Sequence[TimelineEntry]:
        self.reads += 1
        age_s = self._chance.expovariate(TWEETS_A_SECOND * self._shares[tag] / self._shares.total())
        return [TimelineEntry(id_at(self._clock.now_ms() - min(10**9, round(age_s * 1000))), 9)]


@pytest.fixture(scope="module")
def uses(shared_data: Path) -> Mapping[str, Counter[str]]:
    return {
        name: Counter(tag for document in RealTweets(shared_data / name).documents for tag in document.hashtags)
        for name in (MARKETS, FIGHT_NIGHT)
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("file", "rate", "most_units"),
    [(FIGHT_NIGHT, 20, 0.4), (FIGHT_NIGHT, 5, 0.9), (MARKETS, 20, 0.6), (MARKETS, 5, 1.2)],
)
def test_ten_followed_hashtags_cost_a_home_about_a_read_unit(
    uses: Mapping[str, Counter[str]], file: str, rate: int, most_units: float
) -> None:
    """`rate` is how many homes a second one container reads."""
    shares = uses[file]
    tags, weights = list(shares), list(accumulate(shares.values()))
    clock, chance = FakeClock(), random.Random(SEED)
    store = Posted(clock, chance, shares)
    cached = CachedTagTimelines(store, clock, lambda *_: None)
    reads_before = 0
    for number in range(HOMES):
        clock.advance(round(chance.expovariate(rate) * 1000))
        if number == WARM_AFTER:
            reads_before = store.reads
        followed = dict.fromkeys(chance.choices(tags, cum_weights=weights, k=2 * MAX_FOLLOWED))
        while len(followed) < MAX_FOLLOWED:
            followed |= dict.fromkeys(chance.choices(tags, cum_weights=weights, k=MAX_FOLLOWED))
        for tag in list(followed)[:MAX_FOLLOWED]:
            cached.page(tag, PageRange(21))

    units = (store.reads - reads_before) / (HOMES - WARM_AFTER) * UNITS_A_READ
    assert units <= most_units
