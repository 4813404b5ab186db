"""Let follow lists, home timelines, celebrity treatment and notifications follow from the graph table.

Apps are told of changed filters, which are kept there too.
"""

from __future__ import annotations

from collections.abc import Sequence

from linnet.adapters.dynamodb.graph_changes import decode_graph_change
from linnet.domain.changes import CelebrityChange, FiltersChange, ListRemoval, PairChange, PoisonRecord
from linnet.runtime.batch import Answer, Record, Worker, work_off_batch, work_off_stream
from linnet.runtime.wiring.graph_stream import GraphStream, build


def apply(services: GraphStream, event: Record) -> Answer:
    # A rush to follow one account becomes a few jobs, so notifications are announced for the batch as a whole.
    announced = work_off_batch(
        worker.function, services, event, _pair_change, lambda changes: _announce(services, changes)
    )
    if announced["batchItemFailures"]:
        return announced
    return work_off_stream(worker.function, services, event, lambda record: _apply(services, record))


def _pair_change(record: Record) -> PairChange | None:
    try:
        change = decode_graph_change(record)
    except PoisonRecord:
        # It is kept when the records are worked off one by one.
        return None
    return change if isinstance(change, PairChange) else None


def _announce(services: GraphStream, changes: Sequence[PairChange | None]) -> None:
    services.announce_changes.pairs(change for change in changes if change is not None)


def _apply(services: GraphStream, record: Record) -> None:
    match decode_graph_change(record):
        case PairChange() as change:
            services.apply_follow_change.run(change)
        case ListRemoval() as removal:
            services.apply_follow_change.end_list(removal)
        case CelebrityChange(author_id):
            services.turn_celebrity.run(author_id)
        case FiltersChange() as changed:
            services.tell_filters.run(changed)


worker = Worker("graph_stream", build, apply)
lambda_handler = worker.lambda_handler
