"""What `engagement_stream` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.timelines import FailureStore
from linnet.runtime.environment import Environment
from linnet.services.announce_changes import AnnounceChanges
from linnet.services.log_engagements import LogEngagements


@dataclass(frozen=True, slots=True)
class EngagementStream:
    announce_changes: AnnounceChanges
    log_engagements: LogEngagements
    failures: FailureStore
    mode: str


def build(environment: Environment) -> EngagementStream:
    """Put the function together."""
    tables, tunables = environment.tables, environment.settings.tunables
    return EngagementStream(
        announce_changes=AnnounceChanges(tables.notification_jobs),
        log_engagements=LogEngagements(tables.stored_posts, tables.stored_users, tables.event_log, tunables.trends),
        failures=tables.failures,
        mode=tunables.stream_failures,
    )
