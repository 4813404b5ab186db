"""Queue the accounts that are to be erased by now."""

from __future__ import annotations

from linnet.runtime.batch import Answer, Record, Worker
from linnet.runtime.observability import logger
from linnet.runtime.wiring.erasure_schedule import build
from linnet.services.order_erasures import OrderErasures


def work(order_erasures: OrderErasures, _event: Record) -> Answer:
    ordered = order_erasures.run()
    if ordered:
        logger().info("erasures ordered", extra={"accounts": ordered})
    return {"ordered": ordered}


worker = Worker("erasure_schedule", build, work)
lambda_handler = worker.lambda_handler
