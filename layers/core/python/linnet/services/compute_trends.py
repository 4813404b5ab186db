"""Compute the list of what trends in a scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from linnet.domain.trends.hours import HourCounts, Past, base_hours, past_of, same_hours, summarized, totalled
from linnet.domain.trends.lists import Ranking
from linnet.domain.trends.scopes import WORLD
from linnet.domain.trends.scores import Formula
from linnet.domain.trends.settings import WINDOWS_AN_HOUR, TrendSettings
from linnet.domain.trends.use import hashtags_of
from linnet.domain.trends.windows import WindowAggregate, merged
from linnet.ports.environment import Clock, Parallel
from linnet.ports.suggestions import TagsInUse
from linnet.ports.trends import Hours, TrendControls, TrendLists, Windows


@dataclass(frozen=True, slots=True)
class ComputeTrends:
    """Make the list of the last full hour of windows.

    Runs may overlap, repeat each other or come late: they compute the same from the same windows, and a list is only
    ever replaced by that of a later hour.
    """

    windows: Windows
    hours: Hours
    days: Hours
    lists: TrendLists
    controls: TrendControls
    tags_in_use: TagsInUse
    clock: Clock
    parallel: Parallel
    formula: Formula
    settings: TrendSettings

    def run(self, scope: str) -> bool:
        """Replace a scope's list. Return False where that was done already."""
        run_ms = self.settings.window_of(self.clock.now_ms() - self.settings.settle_ms)
        previous = self.lists.get(scope)
        if previous is not None and previous.run_ms >= run_ms:
            return False
        past = self.past(scope, run_ms)
        hour = self.hour(scope, run_ms - self.settings.hour_ms)
        controls = self.controls.get()
        ranking = Ranking(self.formula, self.settings, controls)
        replaced = self.lists.replace(ranking.next_list(scope, hour, past, previous))
        if scope == WORLD:
            # What is proposed to who types a hashtag.
            self.tags_in_use.replace(hashtags_of(hour, controls.blocked))
        return replaced

    def past(self, scope: str, run_ms: int) -> Past:
        """Read the hours before, and count those that nobody counted yet.

        An hour is counted when it has been over for an hour: late events are in by then. After a pause some are made up
        for in each run, the newest first.
        """
        base = base_hours(run_ms, self.settings)
        wanted = {*base, *chain.from_iterable(same_hours(run_ms, self.settings))}
        known = dict(self.hours.of(scope, wanted))
        fresh: dict[int, HourCounts] = {}
        for hour_ms in [each for each in base if each not in known][: self.settings.rollups_a_run]:
            fresh[hour_ms] = summarized(self.hour(scope, hour_ms), self.settings)
            self.hours.put(scope, hour_ms, fresh[hour_ms])
        if scope == WORLD and fresh:
            self._count_days(scope, fresh)
        return past_of(run_ms, known | fresh, self.settings)

    def _count_days(self, scope: str, fresh: Mapping[int, HourCounts]) -> None:
        """Count the days of these hours anew, from all of their hours: again changes nothing."""
        hour_ms = self.settings.hour_ms
        for day_ms in {self.settings.day_of(each) for each in fresh}:
            hours = range(day_ms, day_ms + self.settings.day_ms, hour_ms)
            # A read right after the write may not show the fresh ones.
            known = {**self.hours.of(scope, hours), **{each: fresh[each] for each in hours if each in fresh}}
            self.days.put(scope, day_ms, totalled(known.values(), self.settings))

    def hour(self, scope: str, start_ms: int) -> WindowAggregate:
        def read(window_ms: int) -> Callable[[], Sequence[WindowAggregate]]:
            return lambda: self.windows.parts(scope, window_ms)

        starts = [start_ms + number * self.settings.window_ms for number in range(WINDOWS_AN_HOUR)]
        return merged([part for parts in self.parallel.run([read(each) for each in starts]) for part in parts])
