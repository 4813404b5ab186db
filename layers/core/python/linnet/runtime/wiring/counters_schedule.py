"""What `counters_schedule` runs on."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.reconcile_totals import ReconcileTotals


def build(environment: Environment) -> ReconcileTotals:
    """Put the function together."""
    tables, quiet_s = environment.tables, environment.settings.tunables.reconcile_quiet_s
    return ReconcileTotals(tables.counters, tables.edge_counts, tables.agenda, environment.clock, quiet_s * 1000)
