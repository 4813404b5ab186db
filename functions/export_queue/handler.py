"""Gather what accounts have stored for their owners."""

from __future__ import annotations

from linnet.adapters.sqs_exports import decode_export
from linnet.runtime.batch import Answer, Record, Worker, partial_failures
from linnet.runtime.wiring.export_queue import build
from linnet.services.export_account import ExportAccount


def work(export_account: ExportAccount, event: Record) -> Answer:
    return partial_failures(event, lambda body: export_account.run(decode_export(body)))


worker = Worker("export_queue", build, work)
lambda_handler = worker.lambda_handler
