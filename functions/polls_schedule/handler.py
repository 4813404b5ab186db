"""Queue the end of polls whose time is up."""

from __future__ import annotations

from linnet.runtime.batch import Answer, Record, Worker
from linnet.runtime.observability import logger
from linnet.runtime.wiring.polls_schedule import build
from linnet.services.end_polls import EndPolls


def work(end_polls: EndPolls, _event: Record) -> Answer:
    ended = end_polls.run()
    if ended:
        logger().info("polls ended", extra={"polls": ended})
    return {"ended": ended}


worker = Worker("polls_schedule", build, work)
lambda_handler = worker.lambda_handler
