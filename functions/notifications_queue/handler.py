"""Do the jobs of the notification queue."""

from __future__ import annotations

from linnet.adapters.sqs_notifications import decode_job
from linnet.runtime.batch import Answer, Record, Worker, partial_failures
from linnet.runtime.wiring.notifications_queue import build
from linnet.services.notify import Notify


def work(notify: Notify, event: Record) -> Answer:
    return partial_failures(event, lambda body: notify.run(decode_job(body)))


worker = Worker("notifications_queue", build, work)
lambda_handler = worker.lambda_handler
