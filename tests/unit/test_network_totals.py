"""How large the network is and how much it is used follows from what streams say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.changes import PairChange, PostChange, Presence, PresenceChange
from linnet.domain.counting import Change
from linnet.domain.ids import id_at
from linnet.domain.network_totals import (
    ACTIVE_DAYS,
    DAY_MS,
    SHOWN_WEEKS,
    Count,
    Tally,
    begin_ms,
    count_deltas,
    totals_of,
    week_of,
)
from linnet.domain.text import Entities
from linnet.domain.tweets import Retweet, Tweet
from linnet.ports.network_totals import NetworkAddition
from linnet.services.count_changes import CountingStopped
from linnet.services.count_network import CountNetwork
from linnet.services.read_network_totals import ReadNetworkTotals
from tests.fakes.environment import FakeClock
from tests.fakes.network_totals import FakeNetworkCounts

# A Sunday.
DAY = 20_450
WEEK = week_of(DAY)
ANN = id_at(DAY * DAY_MS)
TWEET = Tweet(id_at(DAY * DAY_MS, 1), ANN, "hello", Entities())
RETWEET = Retweet(id_at(DAY * DAY_MS, 2), ANN, 5, 6)
POSTED = {Count(Tally.POSTS): 1, Count(Tally.POSTED, WEEK): 1}
JOINED = {Count(Tally.ACCOUNTS): 1, Count(Tally.JOINED, WEEK): 1}


def less(counts: dict[Count, int]) -> dict[Count, int]:
    return {count: -number for count, number in counts.items()}


def came(old: Presence | None, new: Presence | None) -> dict[Count, int]:
    return dict(count_deltas(PresenceChange(ANN, old, new, 1)))


def test_weeks_begin_on_mondays() -> None:
    begin = datetime.fromtimestamp(begin_ms(WEEK) / 1000, UTC)
    assert (begin.weekday(), begin.hour, begin.minute) == (0, 0, 0)
    assert [week_of(DAY + day) - WEEK for day in (-6, 0, 1)] == [0, 0, 1]


@pytest.mark.parametrize("post", [TWEET, RETWEET])
def test_a_post_counts_while_it_stands(post: Tweet | Retweet) -> None:
    assert count_deltas(PostChange(None, post, content=True, sequence=1)) == POSTED
    assert count_deltas(PostChange(post, post, content=False, sequence=1)) == {}
    assert count_deltas(PostChange(post, None, content=True, sequence=1)) == less(POSTED)


def test_a_deleted_tweet_is_taken_back_once() -> None:
    gone = replace(TWEET, deleted_ms=9)
    assert count_deltas(PostChange(TWEET, gone, content=True, sequence=1)) == less(POSTED)
    assert count_deltas(PostChange(gone, None, content=True, sequence=1)) == {}


def test_an_account_counts_while_it_takes_part() -> None:
    here, away = Presence(takes_part=True, last_seen_day=0), Presence(takes_part=False, last_seen_day=0)
    assert came(None, here) == came(away, here) == JOINED
    assert came(None, away) == came(here, here) == came(away, None) == {}
    assert came(here, away) == came(here, None) == less(JOINED)


def test_an_account_stands_at_the_day_on_which_it_was_last_seen() -> None:
    new, seen, later = (Presence(takes_part=True, last_seen_day=day) for day in (0, DAY, DAY + 1))
    assert came(new, seen) == {Count(Tally.SEEN, DAY): 1, Count(Tally.CAME, WEEK): 1}
    assert came(seen, later) == {
        Count(Tally.SEEN, DAY): -1,
        Count(Tally.SEEN, DAY + 1): 1,
        Count(Tally.CAME, WEEK + 1): 1,
    }
    assert came(later, replace(later, last_seen_day=DAY + 2)) == {
        Count(Tally.SEEN, DAY + 1): -1,
        Count(Tally.SEEN, DAY + 2): 1,
    }


def test_who_comes_back_is_not_seen_twice_in_a_week() -> None:
    seen = Presence(takes_part=True, last_seen_day=DAY)
    away = replace(seen, takes_part=False)
    assert came(seen, away) == {**less(JOINED), Count(Tally.SEEN, DAY): -1}
    assert came(away, seen) == {**JOINED, Count(Tally.SEEN, DAY): 1}


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 60)), max_size=30))
def test_the_active_of_a_month_are_whom_a_list_of_visits_names(visits: Sequence[tuple[int, int]]) -> None:
    counts: Counter[Count] = Counter()
    last = dict.fromkeys(range(5), Presence(takes_part=True, last_seen_day=0))
    for person, after in sorted(visits, key=lambda visit: visit[1]):
        seen = Presence(takes_part=True, last_seen_day=DAY + after)
        if seen.last_seen_day > last[person].last_seen_day:
            counts.update(count_deltas(PresenceChange(ANN, last[person], seen, 1)))
            last[person] = seen
    today = DAY + 60
    totals = totals_of(counts, today * DAY_MS)
    assert totals.active_month == len({person for person, after in visits if after > 60 - ACTIVE_DAYS})
    for week in totals.weeks:
        number = week_of(week.begins_ms // DAY_MS)
        assert week.active == len({person for person, after in visits if week_of(DAY + after) == number})
    assert [week.begins_ms for week in totals.weeks] == [begin_ms(week_of(today) - ago) for ago in range(SHOWN_WEEKS)]


def test_what_was_there_before_it_was_counted_makes_no_total_negative() -> None:
    counts = {Count(Tally.ACCOUNTS): -1, Count(Tally.POSTS): -1, Count(Tally.POSTED, WEEK): -1}
    totals = totals_of(counts, DAY * DAY_MS)
    assert (totals.accounts, totals.posts, totals.weeks[0].posts) == (0, 0, 0)


def test_what_cannot_be_counted_comes_again_from_the_beginning_of_its_batch() -> None:
    class Down(FakeNetworkCounts):
        def apply(self, shard: str, additions: Sequence[NetworkAddition]) -> None:
            raise ConnectionError

    changes: list[Change] = [PairChange(None, None, 7), PostChange(None, TWEET, content=True, sequence=8)]
    with pytest.raises(CountingStopped) as stopped:
        CountNetwork(Down(FakeClock())).run("s", changes)
    assert stopped.value.sequence == 7


def test_a_batch_without_posts_writes_nothing() -> None:
    class Counted(FakeNetworkCounts):
        def apply(self, shard: str, additions: Sequence[NetworkAddition]) -> None:
            raise AssertionError("nothing is to be counted")

    CountNetwork(Counted(FakeClock())).run("s", [PairChange(None, None, 7)])


def test_counts_are_read_once_a_minute() -> None:
    clock = FakeClock()
    counts = FakeNetworkCounts(clock)
    read = ReadNetworkTotals(counts, clock)
    assert read.run().posts == 0
    counts.apply("s", [NetworkAddition(1, {Count(Tally.POSTS): 1})])
    clock.advance(59_999)
    assert (read.run().posts, counts.reads) == (0, 1)
    clock.advance(1)
    assert (read.run().posts, counts.reads) == (1, 2)
