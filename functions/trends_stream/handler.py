"""Turn batches of the event log into parts of windows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from linnet.adapters.kinesis import batch_name, decode_arrival
from linnet.domain.changes import PoisonRecord
from linnet.runtime.batch import Answer, Record, Worker, keep_poison
from linnet.runtime.observability import count
from linnet.runtime.wiring.trends_stream import TrendsStream, build
from linnet.services.aggregate_window import Arrival


def aggregate(services: TrendsStream, event: Record) -> Answer:
    """Store a batch as a whole. It is repeated, or cut in two, after an error; parts that overlap count once."""
    records: Sequence[Record] = event["Records"]
    counted = services.aggregate_window.run(batch_name(records), list(_arrivals(services, records)))
    for name, events in (("TrendEventsLate", counted.late), ("TrendEventsEarly", counted.early)):
        if events:
            count(name, events)
    return {"batchItemFailures": []}


def _arrivals(services: TrendsStream, records: Sequence[Record]) -> Iterator[Arrival]:
    for record in records:
        try:
            yield decode_arrival(record)
        except PoisonRecord as poison:
            keep_poison(services.failures, worker.function, record, poison)


worker = Worker("trends_stream", build, aggregate)
lambda_handler = worker.lambda_handler
