"""Let follow lists, home timelines and celebrity treatment follow from the graph table."""

from __future__ import annotations

from linnet.adapters.dynamodb.graph_changes import decode_graph_change
from linnet.domain.changes import CelebrityChange, PairChange
from linnet.runtime.batch import Answer, Record, Worker, work_off_stream
from linnet.runtime.wiring.graph_stream import GraphStream, build


def apply(services: GraphStream, event: Record) -> Answer:
    return work_off_stream(
        event["Records"],
        lambda record: _apply(services, record),
        source=worker.function,
        mode=services.mode,
        failures=services.failures,
        parallel=services.parallel,
    )


def _apply(services: GraphStream, record: Record) -> None:
    match decode_graph_change(record):
        case PairChange() as change:
            services.apply_follow_change.run(change)
        case CelebrityChange(author_id):
            services.turn_celebrity.run(author_id)


worker = Worker("graph_stream", build, apply)
lambda_handler = worker.lambda_handler
