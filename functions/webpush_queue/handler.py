"""Push notifications to clients that are closed."""

from __future__ import annotations

from linnet.adapters.sqs_web_pushes import decode_web_push
from linnet.runtime.batch import Answer, Record, Worker, partial_failures_at_once
from linnet.runtime.wiring.webpush_queue import WebPushQueue, build


def work(services: WebPushQueue, event: Record) -> Answer:
    push = services.send_web_pushes
    return partial_failures_at_once(event, lambda body: push.run(decode_web_push(body)), services.parallel)


worker = Worker("webpush_queue", build, work)
lambda_handler = worker.lambda_handler
