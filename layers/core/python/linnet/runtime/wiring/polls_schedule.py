"""What `polls_schedule` runs on."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.end_polls import EndPolls


def build(environment: Environment) -> EndPolls:
    """Put the function together."""
    tables = environment.tables
    return EndPolls(tables.open_polls, tables.notification_jobs, environment.parallel, environment.clock)
