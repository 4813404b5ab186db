"""Real tweets of 2014 on a compressed clock: what happened trends, what was bought does not."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from linnet.domain.trends.events import EventKind, TrendEvent
from linnet.domain.trends.lists import Trend
from linnet.domain.trends.scores import FormulaName
from linnet.domain.trends.settings import HOUR_MS, TrendSettings
from tests.unit.trends import markets
from tests.unit.trends.trend_world import World

pytestmark = pytest.mark.slow

# Eight posters an hour are a trend of a whole network; three of them are left in this sample of one.
SAMPLE = TrendSettings().thinned(3 / 8)
WHOLE = TrendSettings()
DAYS_BEFORE = 6


@cache
def events_until(data: Path, date: str) -> tuple[TrendEvent, ...]:
    day = markets.day(date)
    return tuple(markets.events(data, day - timedelta(days=DAYS_BEFORE), day))


@cache
def trended(
    data: Path, date: str, settings: TrendSettings, formula: FormulaName = FormulaName.ROBUST
) -> dict[str, Trend]:
    """Return what was among the first ten at any time of a day, each as it stood there last."""
    begin = markets.compressed(markets.day(date))
    events = events_until(data, date)
    if formula is FormulaName.LITERAL:
        # It remembers one hour only.
        events = tuple(event for event in events if event.at_ms >= begin - 2 * HOUR_MS)
    lists = World(settings, formula).replay(events)
    return {trend.tag: trend for found in lists if found.run_ms > begin for trend in found.trends[:10]}


@pytest.mark.parametrize(
    ("date", "tag"),
    [
        ("2014-09-09", "#appleevent"),
        ("2014-09-09", "#iwatch"),
        ("2014-09-19", "#alibaba"),
        ("2014-09-19", "#alibabaipo"),
    ],
)
def test_what_happened_trends(shared_data: Path, date: str, tag: str) -> None:
    assert tag in trended(shared_data, date, SAMPLE)


def test_the_largest_event_trends_with_the_settings_of_a_whole_network_too(shared_data: Path) -> None:
    assert {"#alibaba", "$baba"} <= trended(shared_data, "2014-09-19", WHOLE).keys()


@pytest.mark.parametrize(
    ("date", "tag", "accounts"), [("2014-06-04", "#grouponmerger", 200), ("2014-07-30", "#twitter", 40)]
)
def test_what_was_bought_does_not_trend(shared_data: Path, date: str, tag: str, accounts: int) -> None:
    begin = markets.compressed(markets.day(date))
    retweeted = {
        event.actor_id
        for event in events_until(shared_data, date)
        if event.kind is EventKind.ENGAGEMENT and event.at_ms > begin and tag in map(str.lower, event.names)
    }
    assert len(retweeted) > accounts
    for settings in (WHOLE, SAMPLE):
        assert tag not in trended(shared_data, date, settings)
    # By the literal formula it does, so the case is a real one.
    assert tag in trended(shared_data, date, WHOLE, FormulaName.LITERAL)


@pytest.mark.parametrize("date", ["2014-06-04", "2014-07-30", "2014-09-09", "2014-09-19"])
def test_what_one_person_posts_does_not_trend(shared_data: Path, date: str) -> None:
    posters: dict[str, set[int]] = {}
    for event in events_until(shared_data, date):
        for name in event.names:
            posters.setdefault(name.lower(), set()).add(event.actor_id)
    single = Counter(len(each) for each in posters.values())[1]
    assert single > 1_000
    found = trended(shared_data, date, SAMPLE)
    assert found
    assert min(trend.authors for trend in found.values()) >= 3
