"""What `graph_stream` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.environment import Parallel
from linnet.ports.timelines import FailureStore
from linnet.runtime.environment import Environment
from linnet.services.announce_changes import AnnounceChanges
from linnet.services.apply_follow_change import ApplyFollowChange
from linnet.services.review_celebrity import TurnCelebrity
from linnet.services.tell_filters import TellFilters
from linnet.services.tell_watchers import TellWatchers


@dataclass(frozen=True, slots=True)
class GraphStream:
    apply_follow_change: ApplyFollowChange
    announce_changes: AnnounceChanges
    turn_celebrity: TurnCelebrity
    tell_filters: TellFilters
    failures: FailureStore
    parallel: Parallel
    mode: str


def build(environment: Environment) -> GraphStream:
    """Put the function together."""
    tables, tunables = environment.tables, environment.settings.tunables
    return GraphStream(
        apply_follow_change=ApplyFollowChange(tables.follows, tables.lists, tables.endorsements, tables.jobs),
        announce_changes=AnnounceChanges(tables.notification_jobs),
        turn_celebrity=TurnCelebrity(
            tables.celebrities, tables.accounts, tables.follows, tables.jobs, tunables.fanout_chunk
        ),
        tell_filters=TellFilters(TellWatchers(tables.subscribers, tables.pushes)),
        failures=tables.failures,
        parallel=environment.parallel,
        mode=tunables.stream_failures,
    )
