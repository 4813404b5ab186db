"""Kinesis streams: records by partition key, which event sources read as they read the stream of a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from linnet.ports.environment import Clock
from tests.simulation.engine.errors import AwsError, NotSimulated
from tests.simulation.engine.streams import ACCOUNT, REGION, Stream, StreamRecord, hash_of

if TYPE_CHECKING:
    from tests.simulation.engine.sdk import Call

MAX_RECORDS: Final = 500


class LogStream(Stream):
    """A stream that is put to. `all` holds every record, also of those that are trimmed."""

    BATCH_INFO = "KinesisBatchInfo"

    def __init__(self, name: str, clock: Clock, shards: int = 1) -> None:
        super().__init__(name, clock, shards)
        self.arn = f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"
        self.all: list[StreamRecord] = []

    def put(self, partition_key: str, data: bytes) -> dict[str, Any]:
        """Append a record to the shard of its partition key."""
        now_ms = self._clock.now_ms()
        sequence = self._sequence()
        shard = self._shard_of(partition_key)
        wrapped = {
            "kinesisSchemaVersion": "1.0",
            "partitionKey": partition_key,
            "sequenceNumber": str(sequence),
            "data": data,
            "approximateArrivalTimestamp": now_ms / 1000,
        }
        record = {
            "kinesis": wrapped,
            "eventSource": "aws:kinesis",
            "eventVersion": "1.0",
            "eventID": f"{shard.id}:{sequence}",
            "eventName": "aws:kinesis:record",
            "awsRegion": REGION,
            "eventSourceARN": self.arn,
        }
        made = StreamRecord(sequence, now_ms, record, hash_of(partition_key))
        shard.records.append(made)
        self.all.append(made)
        return {"SequenceNumber": str(sequence), "ShardId": shard.id}


class Kinesis:
    """Streams by their names."""

    def __init__(self, names: Iterable[str], clock: Clock, shards: int = 1) -> None:
        self._streams = {name: LogStream(name, clock, shards) for name in names}

    def stream(self, name: str) -> LogStream:
        """Return a stream. Raise ResourceNotFoundException."""
        if name not in self._streams:
            raise AwsError("ResourceNotFoundException", f"Stream {name} not found")
        return self._streams[name]

    def answer(self, call: Call) -> dict[str, Any]:
        """Carry out a call. Raise AwsError, or NotSimulated for what this engine lacks."""
        if call.operation != "PutRecords":
            raise NotSimulated(f"Kinesis {call.operation}")
        stream, entries = self.stream(call.params["StreamName"]), call.params["Records"]
        if not 1 <= len(entries) <= MAX_RECORDS:
            raise AwsError("InvalidArgumentException", "1 to 500 records")
        done = max(0, len(entries) - call.leave_unprocessed)
        refused = {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage": "Rate exceeded for shard"}
        records = [
            stream.put(entry["PartitionKey"], entry["Data"]) if number < done else refused
            for number, entry in enumerate(entries)
        ]
        return {"FailedRecordCount": len(entries) - done, "Records": records}
