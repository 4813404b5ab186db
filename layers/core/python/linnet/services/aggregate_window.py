"""Turn a batch of the event log into parts of windows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from linnet.domain.trends.events import TrendEvent
from linnet.domain.trends.scopes import scopes_of
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.trends.windows import aggregate
from linnet.ports.environment import Parallel
from linnet.ports.trends import WindowKey, Windows


@dataclass(frozen=True, slots=True)
class Arrival:
    """An event of a batch, and when it reached the log, which every repetition of the batch says too."""

    event: TrendEvent
    at_ms: int


@dataclass(frozen=True, slots=True)
class Aggregated:
    """What became of a batch: how many parts were stored, and how many events were too late or too early to count."""

    parts: int
    late: int
    early: int


@dataclass(frozen=True, slots=True)
class AggregateWindow:
    """Store what a batch adds to each window, each scope with one Put.

    The batch names its parts. The same batch again writes the same over them; batches that overlap write parts that
    overlap, which count what they share once.
    """

    windows: Windows
    parallel: Parallel
    settings: TrendSettings

    def run(self, batch: str, arrivals: Iterable[Arrival]) -> Aggregated:
        """Aggregate a batch.

        Each event counts in the window of its own time, in whatever order they come; whether it is late is between its
        own time and its arrival, so that it does not matter how the log is cut into batches, or how late they are read.
        """
        by_window: defaultdict[tuple[str, int], list[TrendEvent]] = defaultdict(list)
        late = early = 0
        late_after_ms = self.settings.late_after_hours * self.settings.hour_ms
        for arrival in arrivals:
            event = arrival.event
            if event.at_ms < arrival.at_ms - late_after_ms:
                late += 1
            elif event.at_ms > arrival.at_ms + self.settings.early_before_ms:
                early += 1
            else:
                for scope in scopes_of(event, self.settings):
                    by_window[scope, self.settings.window_of(event.at_ms)].append(event)
        self.parallel.run([self._put(scope, at_ms, batch, found) for (scope, at_ms), found in by_window.items()])
        return Aggregated(len(by_window), late, early)

    def _put(self, scope: str, window_ms: int, batch: str, events: list[TrendEvent]) -> Callable[[], None]:
        return lambda: self.windows.put(WindowKey(scope, window_ms, batch), aggregate(events, self.settings))
