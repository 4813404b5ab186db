"""Trends in memory: events in, windows and lists out, on a clock that the test moves."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from linnet.domain.trends.events import EventKind, TrendEvent
from linnet.domain.trends.lists import Trend, TrendList
from linnet.domain.trends.scopes import WORLD
from linnet.domain.trends.scores import FORMULAS, FormulaName
from linnet.domain.trends.settings import DAY_MS, MINUTE_MS, WINDOW_MS, TrendSettings
from linnet.domain.users import Viewer
from linnet.services.aggregate_window import Aggregated, AggregateWindow, Arrival
from linnet.services.compute_trends import ComputeTrends
from linnet.services.control_trends import ControlTrends
from linnet.services.hide_trend import HideTrend
from linnet.services.read_trends import ReadTrends, ShownTrends
from tests.fakes.environment import FakeClock, SequentialParallel
from tests.fakes.suggestions import FakeTagsInUse
from tests.fakes.trends import FakeHiddenTrends, FakeHours, FakeTrendControls, FakeTrendLists, FakeWindows

# The beginning of a day, so that clock hours and windows begin with it.
MIDNIGHT_MS = 20_000 * DAY_MS


class World:
    """The services of trends over fakes."""

    def __init__(self, settings: TrendSettings | None = None, formula: FormulaName = FormulaName.ROBUST) -> None:
        self.settings = TrendSettings() if settings is None else settings
        self.clock = FakeClock(MIDNIGHT_MS)
        self.parallel = SequentialParallel()
        self.windows, self.hours, self.lists = FakeWindows(), FakeHours(), FakeTrendLists()
        self.days = FakeHours()
        self.controls, self.hidden = FakeTrendControls(), FakeHiddenTrends()
        self.tags_in_use = FakeTagsInUse()
        self.aggregate_window = AggregateWindow(self.windows, self.parallel, self.settings)
        self.compute_trends = ComputeTrends(
            self.windows,
            self.hours,
            self.days,
            self.lists,
            self.controls,
            self.tags_in_use,
            self.clock,
            self.parallel,
            FORMULAS[formula],
            self.settings,
        )
        self.read_trends = ReadTrends(self.lists, self.controls, self.hidden, self.clock, self.parallel, self.settings)
        self.hide_trend = HideTrend(self.hidden)
        self.control_trends = ControlTrends(self.controls)
        self._batches = 0

    def take(self, events: Iterable[TrendEvent], batch: str | None = None) -> Aggregated:
        """Aggregate events as one batch that arrives now."""
        self._batches += 1
        now_ms = self.clock.now_ms()
        return self.aggregate_window.run(batch or f"batch-{self._batches}", [Arrival(each, now_ms) for each in events])

    def move_to(self, at_ms: int) -> None:
        self.clock.advance(at_ms - self.clock.now_ms())

    def compute(self, scope: str = WORLD) -> TrendList:
        """Compute the list of the hour that has just ended."""
        self.compute_trends.run(scope)
        found = self.lists.get(scope)
        assert found is not None
        return found

    def replay(self, events: Iterable[TrendEvent], scope: str = WORLD) -> list[TrendList]:
        """Let time pass: each window's events as one batch, and a run after each window. Return every list."""
        lists: list[TrendList] = []
        end = None
        for window_ms, batch in groupby(
            sorted(events, key=lambda event: event.at_ms), lambda each: self.settings.window_of(each.at_ms)
        ):
            while end is not None and end < window_ms:
                end += WINDOW_MS
                lists.append(self._run_at(end, scope))
            end = window_ms + WINDOW_MS
            self.move_to(end)
            self.take(batch)
            lists.append(self._run_at(end, scope))
        return lists

    def read(self, viewer_id: int | None = None, scope: str = WORLD, limit: int = 50) -> ShownTrends:
        viewer = None if viewer_id is None else Viewer(viewer_id, session_id=1)
        return self.read_trends.run(viewer, scope, limit)

    def _run_at(self, end_ms: int, scope: str) -> TrendList:
        self.move_to(end_ms + self.settings.settle_ms)
        return self.compute(scope)


def post(author: int, at_ms: int, *names: str, text: int | None = None, language: str | None = None) -> TrendEvent:
    """Make somebody's post; unless told otherwise, in words of its own."""
    post_id = (at_ms << 16) | (author & 0xFFFF)
    return TrendEvent(
        EventKind.POST, post_id, author, at_ms, names, language, post_id & 0x7FFFFFFF if text is None else text
    )


def like(actor: int, at_ms: int, *names: str, post_id: int = 1) -> TrendEvent:
    return TrendEvent(EventKind.ENGAGEMENT, post_id, actor, at_ms, names)


def crowd(tag: str, people: int, start_ms: int, first: int = 1) -> list[TrendEvent]:
    """Let so many people post a tag once each, ten a minute."""
    return [post(first + number, start_ms + number * (MINUTE_MS // 10), tag) for number in range(people)]


def tags(found: TrendList | Iterable[Trend]) -> list[str]:
    trends = found.trends if isinstance(found, TrendList) else found
    return [trend.tag for trend in trends]
