"""Remove pictures that nothing holds when their day is over."""

from __future__ import annotations

from linnet.runtime.batch import Answer, Record, Worker
from linnet.runtime.observability import logger
from linnet.runtime.wiring.media_schedule import build
from linnet.services.expire_media import ExpireMedia


def work(expire_media: ExpireMedia, _event: Record) -> Answer:
    removed = expire_media.run()
    if removed:
        logger().info("pictures removed", extra={"removed": removed})
    return {"removed": removed}


worker = Worker("media_schedule", build, work)
lambda_handler = worker.lambda_handler
