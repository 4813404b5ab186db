"""What `fanout_queue` runs on."""

from __future__ import annotations

from linnet.runtime.environment import Environment
from linnet.services.fan_out import FanOut
from linnet.services.tell_watchers import TellWatchers


def build(environment: Environment) -> FanOut:
    """Put the function together."""
    tables = environment.tables
    return FanOut(
        posts=tables.stored_posts,
        timelines=tables.timelines,
        heads=tables.stored_heads,
        authors=tables.authors,
        accounts=tables.accounts,
        graph=tables.graph,
        follows=tables.follows,
        lists=tables.lists,
        checks=tables.graph,
        jobs=tables.jobs,
        tell_watchers=TellWatchers(tables.subscribers, tables.pushes),
        parallel=environment.parallel,
        clock=environment.clock,
        dormant_days=environment.settings.tunables.dormant_days,
    )
