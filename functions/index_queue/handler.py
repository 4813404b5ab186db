"""Bring the search index up to date with what changed; by the clock forget tombstones; obey operators' orders."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from functions.index_queue.orders import answer
from linnet.adapters.sqs_index import decode_index_job, encode_index_job
from linnet.ports.indexing import IndexJob, IndexJobKind
from linnet.ports.search import SearchOff
from linnet.runtime.batch import Answer, Record, Worker, patient_failures
from linnet.runtime.observability import count, logger
from linnet.runtime.wiring.index_queue import IndexQueue, build
from linnet.services.index_documents import Refused


def work(services: IndexQueue, event: Record) -> Answer:
    if "Records" in event:
        return _index(services, event)
    if "action" in event:
        return answer(services, event)
    return _purge(services)


def _purge(services: IndexQueue) -> Answer:
    try:
        purged = services.rebuild_index.purge()
    except SearchOff:
        purged = 0
    count("TombstonesPurged", purged)
    return {"purged": purged}


def _index(services: IndexQueue, event: Record) -> Answer:
    def index(jobs: Sequence[IndexJob]) -> Collection[int]:
        # First: what is in tables does not wait for an engine that is away.
        changed = [each for job in jobs if job.kind is IndexJobKind.USERS for each in job.ids]
        services.keep_suggestions.run(changed)
        services.keep_directory.run(changed)
        indexed = services.index_documents.run(jobs)
        for refused in indexed.refused:
            _keep(services, refused)
        if indexed.again:
            count("IndexPostponed", len(indexed.again))
        return indexed.again

    return patient_failures(event, decode_index_job, index, services.delays.postpone)


def _keep(services: IndexQueue, refused: Refused) -> None:
    """Keep a document that the engine does not take as the message that would write it again."""
    count("PoisonRecord")
    logger().error("document refused", extra={"id": refused.id, "index": refused.index, "reason": refused.reason})
    name = f"{refused.kind}-{refused.id}"
    record = {"messageId": name, "body": encode_index_job(IndexJob(refused.kind, (refused.id,)))}
    services.failures.put(worker.function, record, refused.reason)


worker = Worker("index_queue", build, work)
lambda_handler = worker.lambda_handler
