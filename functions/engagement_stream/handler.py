"""Queue notifications of what accounts do to tweets, and tell the event log."""

from __future__ import annotations

from collections.abc import Sequence

from linnet.adapters.dynamodb.change_records import decode_engagement_change
from linnet.domain.changes import EngagementChange
from linnet.runtime.batch import Answer, Record, Worker, work_off_batch
from linnet.runtime.trends import tell_trends
from linnet.runtime.wiring.engagement_stream import EngagementStream, build


def announce(services: EngagementStream, event: Record) -> Answer:
    def handle(changes: Sequence[EngagementChange]) -> None:
        services.announce_changes.engagements(changes)
        tell_trends(worker.function, lambda: services.log_engagements.run(changes))

    return work_off_batch(worker.function, services, event, decode_engagement_change, handle)


worker = Worker("engagement_stream", build, announce)
lambda_handler = worker.lambda_handler
