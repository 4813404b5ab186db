"""What Top is made of."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.search.ranking import HALF_AGE_MS, engagement, popularity, recency

TOTALS = st.integers(0, 10**12)


def test_recency_is_a_half_after_a_day_and_never_nothing() -> None:
    assert recency(0) == recency(-5) == 1.0
    assert recency(HALF_AGE_MS) == 0.5
    assert recency(9 * HALF_AGE_MS) == 0.1
    assert recency(20 * 365 * HALF_AGE_MS) > 0


@given(TOTALS, TOTALS, TOTALS, st.integers(1, 1000))
def test_each_act_counts_and_a_retweet_counts_most(likes: int, retweets: int, replies: int, more: int) -> None:
    now = engagement(likes, retweets, replies)

    assert engagement(0, 0, 0) == 1.0
    assert engagement(likes + more, retweets, replies) >= now
    assert engagement(likes, retweets, replies + more) >= now
    assert engagement(likes, retweets + more, replies) >= engagement(likes + more, retweets, replies)


@given(TOTALS)
def test_popularity_never_outweighs_a_better_fit(followers: int) -> None:
    assert 0 <= popularity(followers) < 1
