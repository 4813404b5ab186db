"""Queue notifications of what accounts do to tweets."""

from __future__ import annotations

from linnet.adapters.dynamodb.change_records import decode_engagement_change
from linnet.runtime.batch import Answer, Record, Worker, work_off_batch
from linnet.runtime.wiring.engagement_stream import EngagementStream, build


def announce(services: EngagementStream, event: Record) -> Answer:
    return work_off_batch(
        worker.function, services, event, decode_engagement_change, services.announce_changes.engagements
    )


worker = Worker("engagement_stream", build, announce)
lambda_handler = worker.lambda_handler
