"""What `engagement_stream` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.ports.timelines import FailureStore
from linnet.runtime.environment import Environment
from linnet.services.announce_changes import AnnounceChanges


@dataclass(frozen=True, slots=True)
class EngagementStream:
    announce_changes: AnnounceChanges
    failures: FailureStore
    mode: str


def build(environment: Environment) -> EngagementStream:
    """Put the function together."""
    tables = environment.tables
    return EngagementStream(
        announce_changes=AnnounceChanges(tables.notification_jobs),
        failures=tables.failures,
        mode=environment.settings.tunables.stream_failures,
    )
