"""Publish the scheduled tweets whose time has come."""

from __future__ import annotations

from linnet.runtime.batch import Answer, Record, Worker
from linnet.runtime.drafts import FAILED, LATE, LATE_MS
from linnet.runtime.observability import count, logger
from linnet.runtime.wiring.drafts_schedule import build
from linnet.services.publish_due_drafts import Outcome, PublishDueDrafts


def work(publish_due_drafts: PublishDueDrafts, _event: Record) -> Answer:
    swept = publish_due_drafts.run()
    outcomes = {outcome.value: swept.count(outcome) for outcome in Outcome}
    # Counted in each run, so that an alarm can tell nothing late from no run at all.
    count(LATE, swept.late(LATE_MS))
    if swept.count(Outcome.FAILED):
        count(FAILED, swept.count(Outcome.FAILED))
    if swept.seen:
        logger().info("scheduled tweets seen to", extra=outcomes)
    return outcomes


worker = Worker("drafts_schedule", build, work)
lambda_handler = worker.lambda_handler
