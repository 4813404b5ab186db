"""Keep totals equal to their edges, from the streams of four tables."""

from __future__ import annotations

from collections.abc import Callable

from linnet.adapters.dynamodb.change_records import decode_engagement_change, decode_tweets_change
from linnet.adapters.dynamodb.graph_changes import decode_graph_change
from linnet.adapters.dynamodb.identity_changes import decode_presence_change
from linnet.domain.changes import PairChange, PoisonRecord, PresenceChange
from linnet.domain.counting import Change
from linnet.runtime.batch import RAISE, Answer, Record, Worker, keep_poison
from linnet.runtime.observability import count, logger
from linnet.runtime.wiring.counters_stream import CountersStream, build
from linnet.services.count_changes import CountingStopped

Decode = Callable[[Record], Change | PresenceChange | None]


def count_batch(services: CountersStream, event: Record) -> Answer:
    """Count a batch of one shard as a whole.

    With a tumbling window the event names its shard and the answer must hold a state; the last event of a window has no
    records. Without one, the stream is the shard: that holds where the event source has a single shard (local stage).
    """
    answer: Answer = {"state": {}, "batchItemFailures": []}
    records = event["Records"]
    if not records:
        return answer
    stream = str(records[0]["eventSourceARN"])
    decode = _decoder(services, stream)
    changes: list[Change | PresenceChange] = []
    for record in records:
        try:
            change = decode(record)
        except PoisonRecord as poison:
            keep_poison(services.failures, worker.function, record, poison)
            continue
        if change is not None:
            changes.append(change)
    try:
        shard = f"{stream} {event.get('shardId', '')}"
        services.count_network.run(shard, changes)
        services.count_changes.run(shard, [each for each in changes if not isinstance(each, PresenceChange)])
    except CountingStopped as stopped:
        count("StreamRecordFailed")
        logger().exception("counting stopped", extra={"source": worker.function, "sequence": stopped.sequence})
        if services.mode == RAISE:
            raise
        answer["batchItemFailures"].append({"itemIdentifier": _as_received(records, stopped.sequence)})
    return answer


def _decoder(services: CountersStream, stream: str) -> Decode:
    # arn:aws:dynamodb:<region>:<account>:table/<name>/stream/<label>
    table = stream.split("/")[1]
    decoders: dict[str, Decode] = {
        services.tweets_table: decode_tweets_change,
        services.graph_table: _decode_pair_change,
        services.engagement_table: decode_engagement_change,
        services.identity_table: decode_presence_change,
    }
    return decoders[table]


def _decode_pair_change(record: Record) -> PairChange | None:
    change = decode_graph_change(record)
    return change if isinstance(change, PairChange) else None


def _as_received(records: list[Record], sequence: int) -> str:
    """Return a sequence number as the event spells it, with its leading zeros."""
    spelled = (str(record["dynamodb"]["SequenceNumber"]) for record in records)
    return next(each for each in spelled if int(each) == sequence)


worker = Worker("counters_stream", build, count_batch)
lambda_handler = worker.lambda_handler
