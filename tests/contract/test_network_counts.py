"""What every store of the network's counts must do: the fake and each engine of DynamoDB through one suite."""

from __future__ import annotations

import random
from dataclasses import dataclass

import pytest

from linnet.adapters.dynamodb.binding import connection
from linnet.adapters.dynamodb.house_texts import HouseTextRow
from linnet.adapters.dynamodb.marked_rows import MARK_LIFETIME_S
from linnet.adapters.dynamodb.network_counts import SLICES, DynamoNetworkCounts
from linnet.domain.network_totals import DAY_MS, WEEK_DAYS, Count, Tally, week_of
from linnet.ports.network_totals import NetworkAddition, NetworkCounts
from tests.contract.conftest import ENGINES, Reach, create_table
from tests.fakes.environment import FakeClock
from tests.fakes.network_totals import FakeNetworkCounts

POSTS = Count(Tally.POSTS)


@dataclass
class Site:
    counts: NetworkCounts
    clock: FakeClock

    def apply(self, *found: tuple[int, int], count: Count = POSTS, shard: str = "one") -> None:
        self.counts.apply(shard, [NetworkAddition(sequence, {count: delta}) for sequence, delta in found])

    def count(self, count: Count = POSTS) -> int:
        return self.counts.read().get(count, 0)

    @property
    def today(self) -> int:
        return self.clock.now_ms() // DAY_MS


def dynamo(reach: Reach, engine: str) -> tuple[DynamoNetworkCounts, FakeClock]:
    connect, clock = reach(engine), FakeClock()
    table = create_table(HouseTextRow, connect).Meta.table_name
    counts = DynamoNetworkCounts(connection(connect), table, clock, clock.sleep, random.Random().random)
    return counts, clock


@pytest.fixture(params=["fake", *ENGINES])
def site(request: pytest.FixtureRequest, reach: Reach) -> Site:
    if request.param == "fake":
        clock = FakeClock()
        return Site(FakeNetworkCounts(clock), clock)
    return Site(*dynamo(reach, request.param))


def test_nothing_is_counted_at_first(site: Site) -> None:
    assert site.counts.read() == {}


def test_a_batch_is_summed_and_counts_once(site: Site) -> None:
    for _ in range(2):
        site.apply((1, 1), (2, 1), (3, -1))
    assert site.count() == 1


def test_a_batch_that_begins_again_counts_what_is_new(site: Site) -> None:
    site.apply((9, 1), (10, 1))
    site.apply((10, 1), (11, 1))
    site.apply((9, 1), (10, 1), (11, 1), (12, 1))
    assert site.count() == 4


def test_a_sum_of_nothing_still_marks(site: Site) -> None:
    site.apply((1, 1), (2, -1))
    site.apply((2, -1))
    assert site.count() == 0


def test_shards_have_marks_of_their_own_and_are_read_together(site: Site) -> None:
    for number in range(3 * SLICES):
        for _ in range(2):
            site.apply((5, 1), shard=f"shard {number}")
    assert site.count() == 3 * SLICES


def test_several_counts_move_together(site: Site) -> None:
    week = Count(Tally.POSTED, week_of(site.today))
    site.counts.apply("one", [NetworkAddition(1, {POSTS: 1, week: 1}), NetworkAddition(2, {week: 1})])
    assert site.counts.read() == {POSTS: 1, week: 2}


def test_what_is_not_read_any_more_is_neither_counted_nor_kept(site: Site) -> None:
    seen, week = Count(Tally.SEEN, site.today), Count(Tally.CAME, week_of(site.today))
    site.counts.apply("one", [NetworkAddition(1, {seen: 1, week: 1, POSTS: 1})])
    site.clock.advance((30 + WEEK_DAYS) * DAY_MS)
    site.apply((2, -1), count=seen)
    assert site.counts.read() == {week: 1, POSTS: 1}
    site.clock.advance(13 * WEEK_DAYS * DAY_MS)
    site.counts.apply("one", [NetworkAddition(3, {week: 1, POSTS: 1})])
    assert site.counts.read() == {POSTS: 2}


@pytest.mark.parametrize("engine", ENGINES)
def test_marks_of_shards_that_are_no_more_go(reach: Reach, engine: str) -> None:
    counts, clock = dynamo(reach, engine)
    for number in range(3 * SLICES):
        counts.apply(f"shard {number}", [NetworkAddition(1, {POSTS: 1})])
    clock.advance((MARK_LIFETIME_S + 1) * 1000)
    for number in range(3 * SLICES):
        counts.apply(f"later {number}", [NetworkAddition(1, {POSTS: 1})])
    written = [{int(mark["M"]["at"]["N"]) for mark in row["hwm"]["M"].values()} for row in counts._rows()]
    assert {clock.now_ms() // 1000} in written
    assert all(len(times) == 1 for times in written)
    assert counts.read() == {POSTS: 6 * SLICES}
