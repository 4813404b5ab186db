"""What `trends_stream` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.timelines import FailureStore
from linnet.runtime.environment import Environment
from linnet.services.aggregate_window import AggregateWindow


@dataclass(frozen=True, slots=True)
class TrendsStream:
    aggregate_window: AggregateWindow
    failures: FailureStore


def build(environment: Environment) -> TrendsStream:
    """Put the function together."""
    tables, settings = environment.tables, environment.settings.tunables.trends
    return TrendsStream(AggregateWindow(tables.trend_windows, environment.parallel, settings), tables.failures)
