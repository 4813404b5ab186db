"""What `trends_schedule` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.trends.scopes import all_scopes
from linnet.domain.trends.scores import FORMULAS, FormulaName
from linnet.runtime.environment import Environment
from linnet.services.compute_trends import ComputeTrends
from linnet.services.control_trends import ControlTrends


@dataclass(frozen=True, slots=True)
class TrendsSchedule:
    compute_trends: ComputeTrends
    control_trends: ControlTrends
    scopes: tuple[str, ...]


def build(environment: Environment) -> TrendsSchedule:
    """Put the function together."""
    tables, tunables = environment.tables, environment.settings.tunables
    return TrendsSchedule(
        ComputeTrends(
            windows=tables.trend_windows,
            hours=tables.trend_hours,
            days=tables.stored_trend_days,
            lists=tables.trend_lists_as_written,
            controls=tables.trend_controls,
            tags_in_use=tables.tags_in_use,
            clock=environment.clock,
            parallel=environment.parallel,
            formula=FORMULAS[FormulaName(tunables.trend_formula)],
            settings=tunables.trends,
        ),
        ControlTrends(tables.trend_controls),
        all_scopes(tunables.trends),
    )
