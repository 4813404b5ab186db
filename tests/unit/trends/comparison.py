"""Compare formulas on a made-up network: what share of their lists is what it should be, and how late it comes.

`make trends-table` prints the table of `docs/trends.md`.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from linnet.domain.trends.lists import Ranking, TrendList
from linnet.domain.trends.scopes import WORLD
from linnet.domain.trends.scores import FORMULAS, FormulaName
from linnet.domain.trends.settings import HOUR_MS, MINUTE_MS, WINDOW_MS, TrendSettings
from tests.conftest import SHARED_DATA
from tests.unit.trends.bursts import Network, Shape, Sort, network, read_series
from tests.unit.trends.trend_world import MIDNIGHT_MS, World, tags

TOP = 10
RUN_EVERY_MS = 3 * WINDOW_MS


@dataclass(slots=True)
class Marks:
    """What the lists of one formula were worth, over all runs."""

    right: int = 0
    listed: int = 0
    wanted: int = 0
    wrong: Counter[Sort] = field(default_factory=Counter)
    seen: dict[str, int] = field(default_factory=dict)
    lags_ms: list[int] = field(default_factory=list)
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(1, self.listed)

    @property
    def recall(self) -> float:
        return self.right / max(1, self.wanted)

    def share(self, sort: Sort) -> float:
        return self.wrong[sort] / max(1, self.listed)

    def mark(self, found: TrendList, made: Network) -> None:
        top, trending = tags(found)[:TOP], made.trending(found.run_ms)
        self.right += len(trending.intersection(top))
        self.listed += len(top)
        self.wanted += min(TOP, len(trending))
        self.wrong.update(made.sorts[tag] for tag in top if tag not in trending)
        for tag in top:
            self.seen.setdefault(tag, found.run_ms)

    def mark_lags(self, made: Network) -> None:
        """Measure how long after it should have each burst came up that began while lists were made."""
        for burst in made.bursts:
            begun = min(burst.trending)
            if made.shape.warm_up <= begun < made.shape.warm_up + made.shape.hours - 1:
                at_ms = self.seen.get(burst.tag)
                if at_ms is None:
                    self.missed += 1
                else:
                    self.lags_ms.append(max(0, at_ms - MIDNIGHT_MS - begun * HOUR_MS))


def compare(made: Network) -> Mapping[FormulaName, Marks]:
    """Let each formula make its lists from the same windows."""
    world = World(TrendSettings())
    marks = {name: Marks() for name in FormulaName}
    lists: dict[FormulaName, TrendList | None] = dict.fromkeys(FormulaName)
    rankings = {name: Ranking(FORMULAS[name], world.settings) for name in FormulaName}
    by_window: dict[int, list[int]] = {}
    for index, event in enumerate(made.events):
        by_window.setdefault(event.at_ms // WINDOW_MS, []).append(index)
    begin = MIDNIGHT_MS + made.shape.warm_up * HOUR_MS
    for window in sorted(by_window):
        end = (window + 1) * WINDOW_MS
        world.move_to(end)
        world.take(made.events[index] for index in by_window[window])
        if end < begin or end % RUN_EVERY_MS:
            continue
        hour, past = world.compute_trends.hour(WORLD, end - HOUR_MS), world.compute_trends.past(WORLD, end)
        for name, ranking in rankings.items():
            found = ranking.next_list(WORLD, hour, past, lists[name])
            lists[name] = found
            marks[name].mark(found, made)
    for each in marks.values():
        each.mark_lags(made)
    return marks


def table(marks: Mapping[FormulaName, Sequence[Marks]]) -> str:
    """Write the comparison as a table, averaged over several networks."""
    lines = [
        "| formula | precision@10 | recall | evergreen | spam | noise | over | lag: median, 90 % | bursts missed |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for name, runs in marks.items():
        listed = sum(each.listed for each in runs)
        wrong = {sort: sum(each.wrong[sort] for each in runs) / max(1, listed) for sort in Sort}
        lags = [lag for each in runs for lag in each.lags_ms]
        missed, all_bursts = sum(each.missed for each in runs), len(lags) + sum(each.missed for each in runs)
        cells = [
            str(name),
            f"{sum(each.right for each in runs) / max(1, listed):.0%}",
            f"{sum(each.right for each in runs) / max(1, sum(each.wanted for each in runs)):.0%}",
            *(f"{wrong[sort]:.1%}" for sort in (Sort.EVERGREEN, Sort.SPAM, Sort.NOISE, Sort.BURST)),
            ", ".join(f"{_quantile(lags, part) / MINUTE_MS:.0f} min" for part in (0.5, 0.9)),
            f"{missed} of {all_bursts}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _quantile(values: Sequence[int], part: float) -> int:
    return sorted(values)[int(part * (len(values) - 1))] if values else 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.unit.trends.comparison", description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="how many networks to make up")
    wanted = parser.parse_args()
    series = read_series(SHARED_DATA)
    marks: dict[FormulaName, list[Marks]] = {name: [] for name in FormulaName}
    for seed in range(1, wanted.seeds + 1):
        for name, each in compare(network(series, Shape(seed=seed))).items():
            marks[name].append(each)
    sys.stdout.write(table(marks) + "\n")


if __name__ == "__main__":
    main()
