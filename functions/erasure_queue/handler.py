"""Erase accounts whose owners do not come back."""

from __future__ import annotations

from linnet.adapters.sqs_erasures import decode_erasure
from linnet.runtime.batch import Answer, Record, Worker, partial_failures
from linnet.runtime.wiring.erasure_queue import build
from linnet.services.erase_account import EraseAccount


def work(erase_account: EraseAccount, event: Record) -> Answer:
    return partial_failures(event, lambda body: erase_account.run(decode_erasure(body)))


worker = Worker("erasure_queue", build, work)
lambda_handler = worker.lambda_handler
