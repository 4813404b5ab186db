"""Read what trends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from linnet.domain.errors import invalid
from linnet.domain.trends.lists import Controls, Trend, TrendList
from linnet.domain.trends.scopes import all_scopes
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, Parallel
from linnet.ports.trends import HiddenTrends, TrendControls, TrendLists


@dataclass(frozen=True, slots=True)
class ShownTrend:
    """A trend, its place for this reader, and how many places it rose since the run before (None: it is new)."""

    rank: int
    rank_change: int | None
    trend: Trend


@dataclass(frozen=True, slots=True)
class ShownTrends:
    """A list as one reader sees it.

    `computed_ms` is when the hour ended that it tells of, None when there is no list. `stale` says that a run is late.
    `listed` is the whole list as everybody may see it.
    """

    scope: str
    computed_ms: int | None
    stale: bool
    trends: tuple[ShownTrend, ...]
    listed: tuple[Trend, ...] = ()


@dataclass(slots=True)
class _Read:
    found: TrendList | None = None
    controls: Controls = field(default_factory=Controls)
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadTrends:
    """Answer in one trip.

    Trends carry ids of sample tweets and nothing of their texts: who wants them asks for them, and the rules decide.
    """

    lists: TrendLists
    controls: TrendControls
    hidden: HiddenTrends
    clock: Clock
    parallel: Parallel
    settings: TrendSettings

    def run(self, viewer: Viewer | None, scope: str, limit: int) -> ShownTrends:
        """Return the top of a scope's list. Raise a DomainError for a scope that does not exist."""
        if scope not in all_scopes(self.settings):
            raise invalid("scope", "is no scope that has trends")
        read = self._read(viewer, scope)
        now_ms = self.clock.now_ms()
        if read.found is None or not read.found.lives(now_ms, self.settings):
            return ShownTrends(scope, None, stale=True, trends=())
        # Also here: a block does not wait for the next run.
        unseen = read.controls.blocked | read.hidden
        seen = [
            (None if trend.rank_before is None else trend.rank_before - place, trend)
            for place, trend in enumerate(read.found.trends, 1)
            if trend.tag not in unseen
        ]
        return ShownTrends(
            scope,
            read.found.run_ms,
            stale=read.found.is_stale(now_ms, self.settings),
            trends=tuple(ShownTrend(rank, change, trend) for rank, (change, trend) in enumerate(seen[:limit], 1)),
            listed=tuple(trend for trend in read.found.trends if trend.tag not in read.controls.blocked),
        )

    def _read(self, viewer: Viewer | None, scope: str) -> _Read:
        read = _Read()

        def read_list() -> None:
            read.found = self.lists.get(scope)

        def read_controls() -> None:
            read.controls = self.controls.get()

        calls: list[Callable[[], None]] = [read_list, read_controls]
        if viewer is not None:
            user_id = viewer.user_id

            def read_hidden() -> None:
                read.hidden = self.hidden.of(user_id)

            calls.append(read_hidden)
        self.parallel.run(calls)
        return read
