"""The functions of trends, fed with the samples; and routers, whom the event log must not hold up."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from functions.trends_schedule import handler as trends_schedule
from functions.trends_stream import handler as trends_stream
from linnet.domain.trends.lists import TrendList
from linnet.domain.trends.scopes import WORLD, language_scope
from linnet.domain.trends.settings import HOUR_MS, WINDOW_MS
from linnet.runtime import observability, trends
from linnet.runtime.wiring.trends_schedule import TrendsSchedule
from linnet.runtime.wiring.trends_stream import TrendsStream
from tests.conftest import REPOSITORY
from tests.fakes.timelines import FakeFailureStore
from tests.unit.trends.trend_world import World, crowd, tags

EVENTS = REPOSITORY / "events"
AT_MS = 1_750_000_000_000


def sample(name: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((EVENTS / name).read_text("utf-8"))
    return event


BATCH, CLOCK, ORDER = (
    sample(name) for name in ("streams/events_post.json", "schedules/trends.json", "orders/block_trend.json")
)


class Site(World):
    """Both functions over the fakes of trends."""

    def __init__(self) -> None:
        super().__init__()
        self.failures = FakeFailureStore()
        self.scopes = [WORLD, language_scope("en")]
        trends_stream.worker.use(TrendsStream(self.aggregate_window, self.failures))
        self.use_schedule()

    def use_schedule(self) -> None:
        services = TrendsSchedule(self.compute_trends, self.control_trends, tuple(self.scopes))
        trends_schedule.worker.use(services)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Return what was counted, by metric."""
    counted: dict[str, float] = {}
    for module in (trends, trends_stream, observability):
        monkeypatch.setattr(module, "count", lambda name, value=1: counted.update({name: counted.get(name, 0) + value}))
    return counted


@pytest.mark.parametrize("times", [1, 2])
def test_the_sample_counts_in_its_window_for_the_world_and_its_language(site: Site, times: int) -> None:
    for _ in range(times):
        assert trends_stream.lambda_handler(BATCH, None) == {"batchItemFailures": []}
    window = AT_MS - AT_MS % WINDOW_MS
    assert set(site.windows.stored) == {(WORLD, window), (language_scope("en"), window)}
    (part,) = site.windows.parts(WORLD, window)
    assert [(tag, summary.author_count) for tag, summary in part.tags.items()] == [("#日本語", 1)]


def test_a_shorter_batch_from_the_same_record_on_takes_nothing_away(site: Site) -> None:
    other = copy.deepcopy(BATCH["Records"][0])
    other["kinesis"]["sequenceNumber"] += "1"
    trends_stream.lambda_handler({"Records": [BATCH["Records"][0], other]}, None)
    before = {key: dict(parts) for key, parts in site.windows.stored.items()}
    trends_stream.lambda_handler(BATCH, None)
    assert all(parts.items() <= site.windows.stored[key].items() for key, parts in before.items())


def test_poison_is_kept_and_the_rest_of_its_batch_counts(site: Site) -> None:
    poison = copy.deepcopy(BATCH["Records"][0])
    poison["kinesis"]["data"] = "bm90IGpzb24="
    trends_stream.lambda_handler({"Records": [poison, *BATCH["Records"]]}, None)
    assert [kept[1] for kept in site.failures.kept] == [poison]
    assert len(site.windows.stored) == 2


def test_late_events_are_a_metric(site: Site, measured: dict[str, float]) -> None:
    late = copy.deepcopy(BATCH)
    late["Records"][0]["kinesis"]["approximateArrivalTimestamp"] += 2 * HOUR_MS / 1000
    trends_stream.lambda_handler(late, None)
    assert measured == {"TrendEventsLate": 1}
    assert site.windows.stored == {}


def test_the_clock_replaces_every_list_once(site: Site) -> None:
    site.move_to(site.clock.now_ms() + HOUR_MS)
    site.take(crowd("#a", 20, site.clock.now_ms() - HOUR_MS))
    site.move_to(site.clock.now_ms() + site.settings.settle_ms)
    assert trends_schedule.lambda_handler(CLOCK, None) == {"replaced": site.scopes}
    assert tags(site.lists.stored[WORLD]) == ["#a"]
    assert trends_schedule.lambda_handler(CLOCK, None) == {"replaced": []}


def test_a_list_that_fails_takes_no_other_with_it_and_is_an_error(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    get = site.lists.get

    def broken(scope: str) -> TrendList | None:
        if scope == WORLD:
            raise ConnectionError
        return get(scope)

    monkeypatch.setattr(site.lists, "get", broken)
    with pytest.raises(trends_schedule.ListsFailed, match=r"^world$"):
        trends_schedule.lambda_handler(CLOCK, None)
    assert set(site.lists.stored) == {language_scope("en")}


def test_the_sample_order_blocks_and_others_pin_and_clear(site: Site) -> None:
    assert trends_schedule.lambda_handler(ORDER, None) == {"blocked": ["#spam"], "pinned": []}
    assert trends_schedule.lambda_handler({**ORDER, "action": "pin"}, None) == {"blocked": [], "pinned": ["#spam"]}
    assert trends_schedule.lambda_handler({**ORDER, "action": "clear"}, None) == {"blocked": [], "pinned": []}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"tag": ""}, "invalid"),
        ({"tag": 7}, "bad_request"),
        ({"action": "promote"}, "bad_request"),
        ({"version": 2}, "bad_request"),
    ],
)
def test_an_order_that_cannot_be_obeyed_says_why(site: Site, changed: dict[str, object], code: str) -> None:
    assert trends_schedule.lambda_handler({**ORDER, **changed}, None)["error"]["code"] == code


def test_what_the_log_loses_is_counted_and_a_log_that_fails_is_no_error(measured: dict[str, float]) -> None:
    def fail() -> dict[str, int]:
        raise ConnectionError

    trends.tell_trends("tweets_stream", dict)
    assert measured == {}
    trends.tell_trends("tweets_stream", lambda: {"Throttled": 2, "Denied": 1})
    trends.tell_trends("tweets_stream", fail)
    assert measured == {trends.LOST: 4}
