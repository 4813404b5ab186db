"""What every store of trends must do: the fake and DynamoDB through one suite."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from linnet.adapters.dynamodb import trend_keys
from linnet.adapters.dynamodb.trend_rows import HOUR_LIVES_MS, WINDOW_LIVES_MS, TrendRow
from linnet.adapters.dynamodb.trends import (
    DynamoHiddenTrends,
    DynamoHours,
    DynamoTrendControls,
    DynamoTrendLists,
    DynamoWindows,
)
from linnet.domain.trends.hours import HourCount, HourCounts
from linnet.domain.trends.lists import Controls, Trend, TrendList
from linnet.domain.trends.scores import Peak
from linnet.domain.trends.settings import HOUR_MS, WINDOW_MS, TrendSettings
from linnet.domain.trends.windows import WindowAggregate, aggregate, merged
from linnet.ports.trends import HiddenTrends, Hours, TrendControls, TrendLists, WindowKey, Windows
from tests.contract.conftest import ATOMIC, ENGINES, Reach, create_table
from tests.fakes.environment import FakeClock
from tests.fakes.trends import FakeHiddenTrends, FakeHours, FakeTrendControls, FakeTrendLists, FakeWindows
from tests.unit.trends.trend_world import MIDNIGHT_MS, crowd, post

ANN, BOB = 11, 12
TREND = Trend(
    tag="#cafe",
    name="#Café",
    peak=Peak(12.345678901, MIDNIGHT_MS - 1),
    count=50,
    authors=40,
    usual=1.25,
    since_ms=MIDNIGHT_MS - HOUR_MS,
    rank_before=3,
    hours=tuple(range(24)),
    sample_ids=(1 << 62, 7),
    pinned=True,
)
LIST = TrendList("world", MIDNIGHT_MS, (TREND, replace(TREND, tag="tim cook", rank_before=None, hours=())))


@dataclass
class Stores:
    windows: Windows
    hours: Hours
    days: Hours
    lists: TrendLists
    controls: TrendControls
    hidden: HiddenTrends


@pytest.fixture(params=["fake", *ENGINES])
def stores(request: pytest.FixtureRequest, reach: Reach) -> Stores:
    if request.param == "fake":
        return Stores(
            FakeWindows(), FakeHours(), FakeHours(), FakeTrendLists(), FakeTrendControls(), FakeHiddenTrends()
        )
    row = create_table(TrendRow, reach(request.param))
    return Stores(
        DynamoWindows(row),
        DynamoHours(row, FakeClock().sleep, random.Random(1).random),
        DynamoHours(row, FakeClock().sleep, random.Random(1).random, trend_keys.days),
        DynamoTrendLists(row, consistent=True),
        DynamoTrendControls(row),
        DynamoHiddenTrends(row),
    )


def window(*tags: str) -> WindowAggregate:
    return aggregate([event for tag in tags for event in crowd(tag, 5, MIDNIGHT_MS)], TrendSettings())


def test_parts_of_a_window_are_read_together_and_written_over(stores: Stores) -> None:
    def put(scope: str, window_ms: int, part: str, content: WindowAggregate) -> None:
        stores.windows.put(WindowKey(scope, window_ms, part), content)

    put("world", MIDNIGHT_MS, "shard-1#5", window("#old"))
    for _ in range(2):
        put("world", MIDNIGHT_MS, "shard-1#5", window("#one", "two words"))
    put("world", MIDNIGHT_MS, "shard-2#9", window("$three"))
    put("world", MIDNIGHT_MS + WINDOW_MS, "shard-1#5", window("#next"))
    put("lang:en", MIDNIGHT_MS, "shard-1#5", window("#english"))

    parts = stores.windows.parts("world", MIDNIGHT_MS)
    assert len(parts) == 2
    assert merged(parts) == merged([window("#one", "two words"), window("$three")])
    assert stores.windows.parts("world", MIDNIGHT_MS - WINDOW_MS) == []


def test_the_largest_window_can_be_stored_and_many_are_read_page_by_page(stores: Stores) -> None:
    chance = random.Random(1)
    events = [
        replace(post(chance.getrandbits(40), MIDNIGHT_MS, f"#{'long' * 20}{tag}"), post_id=chance.getrandbits(60))
        for tag in range(500)
        for _ in range(40)
    ]
    full = aggregate(events, TrendSettings())
    for part in range(4):
        stores.windows.put(WindowKey("world", MIDNIGHT_MS, f"shard-{part}"), full)
    # More than the megabyte that a query gives at once.
    assert stores.windows.parts("world", MIDNIGHT_MS) == [full] * 4


def test_hours_are_found_that_were_counted(stores: Stores) -> None:
    counted = HourCounts({"#a": HourCount(3, 5)})
    stores.hours.put("world", MIDNIGHT_MS, HourCounts({"#old": HourCount(1, 1)}))
    stores.hours.put("world", MIDNIGHT_MS, counted)
    stores.hours.put("world", MIDNIGHT_MS + HOUR_MS, HourCounts())
    stores.hours.put("lang:en", MIDNIGHT_MS, HourCounts())

    wanted = [MIDNIGHT_MS + hour * HOUR_MS for hour in range(-30, 30)]
    assert stores.hours.of("world", wanted) == {MIDNIGHT_MS: counted, MIDNIGHT_MS + HOUR_MS: HourCounts()}
    assert stores.hours.of("world", []) == {}


def test_a_day_is_not_the_hour_that_it_begins_with(stores: Stores) -> None:
    hour, day = HourCounts({"#a": HourCount(3, 5)}), HourCounts({"#a": HourCount(30, 50)})
    stores.hours.put("world", MIDNIGHT_MS, hour)
    stores.days.put("world", MIDNIGHT_MS, day)
    assert stores.hours.of("world", [MIDNIGHT_MS]) == {MIDNIGHT_MS: hour}
    assert stores.days.of("world", [MIDNIGHT_MS]) == {MIDNIGHT_MS: day}


def test_a_list_is_read_as_written_and_replaced_by_later_runs_only(stores: Stores) -> None:
    assert stores.lists.get("world") is None
    assert stores.lists.replace(LIST)
    assert not stores.lists.replace(replace(LIST, trends=()))
    assert not stores.lists.replace(replace(LIST, run_ms=LIST.run_ms - 1, trends=()))
    assert stores.lists.get("world") == LIST
    assert stores.lists.replace(replace(LIST, run_ms=LIST.run_ms + 1, trends=()))
    assert stores.lists.get("world") == TrendList("world", LIST.run_ms + 1)
    assert stores.lists.get("lang:en") is None


@pytest.mark.parametrize("stores", ATOMIC, indirect=True)
def test_of_many_runs_at_once_the_last_hour_wins(stores: Stores) -> None:
    runs = [replace(LIST, run_ms=LIST.run_ms + number) for number in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(stores.lists.replace, runs))
    assert stores.lists.get("world") == runs[-1]


def test_a_tag_is_blocked_or_pinned_and_never_both(stores: Stores) -> None:
    assert stores.controls.get() == Controls()
    assert stores.controls.block("#a", 2)
    assert stores.controls.pin("#b", 2)
    assert stores.controls.get() == Controls(frozenset({"#a"}), frozenset({"#b"}))
    assert stores.controls.pin("#a", 2)
    assert stores.controls.get() == Controls(frozenset(), frozenset({"#a", "#b"}))
    for tag in ("#a", "#b", "#c"):
        stores.controls.clear(tag)
    assert stores.controls.get() == Controls()


def test_decisions_have_a_limit_that_repetitions_do_not_meet(stores: Stores) -> None:
    assert [stores.controls.block(tag, 2) for tag in ("#a", "#b", "#c", "#a")] == [True, True, False, True]
    assert stores.controls.get().blocked == {"#a", "#b"}


def test_each_account_hides_for_itself_up_to_a_limit(stores: Stores) -> None:
    assert [stores.hidden.hide(ANN, tag, 2) for tag in ("#a", "tim cook", "#c", "#a")] == [True, True, False, True]
    assert stores.hidden.of(ANN) == {"#a", "tim cook"}
    assert stores.hidden.of(BOB) == frozenset()
    for _ in range(2):
        stores.hidden.show(ANN, "#a")
    stores.hidden.show(BOB, "#a")
    assert stores.hidden.of(ANN) == {"tim cook"}
    assert stores.hidden.hide(ANN, "#c", 2)


def test_windows_and_hours_expire(reach: Reach) -> None:
    row = create_table(TrendRow, reach("moto"))
    DynamoWindows(row).put(WindowKey("world", MIDNIGHT_MS, "part"), WindowAggregate())
    DynamoHours(row, FakeClock().sleep, random.Random(1).random).put("world", MIDNIGHT_MS, HourCounts())
    expiries = {int(each.expires_at) * 1000 - MIDNIGHT_MS for each in row.scan()}
    assert expiries == {WINDOW_LIVES_MS, HOUR_LIVES_MS}
