"""The pusher: deliver pushes to open sockets."""

from __future__ import annotations

from linnet.adapters.sqs_pushes import decode_push
from linnet.runtime.batch import Answer, Record, Worker, ordered_partial_failures
from linnet.runtime.wiring.pushes_queue import PushesQueue, build


def work(services: PushesQueue, event: Record) -> Answer:
    return ordered_partial_failures(event, lambda body: services.deliver_push.run(decode_push(body)), services.parallel)


worker = Worker("pushes_queue", build, work)
lambda_handler = worker.lambda_handler
