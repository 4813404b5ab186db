"""The event log on Kinesis: bounded batches, and what is refused is sent once more.

No more than that: whoever sends works off a stream that others wait for, and what trends lose of an outage of the log
they do not miss.
"""

from __future__ import annotations

import base64
import binascii
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from botocore.exceptions import BotoCoreError, ClientError

from linnet.adapters.queue_messages import MalformedMessage
from linnet.adapters.trend_events import decode_event, encode_event, partition_key
from linnet.domain.changes import PoisonRecord
from linnet.domain.trends.events import TrendEvent
from linnet.services.aggregate_window import Arrival

if TYPE_CHECKING:
    from mypy_boto3_kinesis.client import KinesisClient
    from mypy_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef as Entry

# Kinesis takes 500 records and 10 MiB in one call. An event has a few hundred bytes, some 6 KB at the very most.
MAX_RECORDS: Final = 500
PAUSE_S: Final = 0.1
# A call takes some 10 ms; whoever waits longer waits for nothing.
CONNECT_TIMEOUT_S: Final = 0.5
READ_TIMEOUT_S: Final = 1.0

# What was refused, each with the reason.
Refused = list[tuple["Entry", str]]


def decode_arrival(record: Mapping[str, Any]) -> Arrival:
    """Read a record as Lambda hands it on. Raise PoisonRecord."""
    wrapped = record.get("kinesis", {})
    try:
        event = decode_event(base64.b64decode(wrapped["data"], validate=True))
        return Arrival(event, round(wrapped["approximateArrivalTimestamp"] * 1000))
    except (MalformedMessage, KeyError, TypeError, binascii.Error) as error:
        # The type and not the message: messages of decoders quote the data.
        raise PoisonRecord(f"undecodable: {type(error).__name__}", wrapped.get("sequenceNumber")) from error


def batch_name(records: Sequence[Mapping[str, Any]]) -> str:
    """Name a batch by its shard and its ends: cut in another way it is another batch, which may overlap this one."""
    shard = str(records[0]["eventID"]).partition(":")[0]
    first, last = (str(record["kinesis"]["sequenceNumber"]) for record in (records[0], records[-1]))
    return f"{shard}#{first}-{last}"


class KinesisEventLog:
    """Implement the port `EventLog`."""

    def __init__(
        self, client: KinesisClient, stream: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._client = client
        self._stream = stream
        self._sleep = sleep
        self._random = random

    def put(self, events: Sequence[TrendEvent]) -> Mapping[str, int]:
        lost: Counter[str] = Counter()
        waiting = [list(map(_entry, batch)) for batch in _batches(events)]
        while waiting:
            batch = waiting.pop(0)
            refused = self._put_twice(batch)
            lost.update(reason for _, reason in refused)
            if len(refused) == len(batch):
                # The log is down: each further batch would only wait for the same.
                lost[refused[0][1]] += sum(map(len, waiting))
                break
        return lost

    def _put_twice(self, batch: Sequence[Entry]) -> Refused:
        refused = self._put(batch)
        if not refused:
            return []
        self._sleep(PAUSE_S * (0.5 + self._random()))
        return self._put([entry for entry, _ in refused])

    def _put(self, entries: Sequence[Entry]) -> Refused:
        try:
            answer = self._client.put_records(StreamName=self._stream, Records=entries)
        except ClientError as error:
            return [(entry, error.response["Error"]["Code"]) for entry in entries]
        except BotoCoreError as error:
            return [(entry, type(error).__name__) for entry in entries]
        results = zip(entries, answer["Records"], strict=True)
        return [(entry, result["ErrorCode"]) for entry, result in results if "ErrorCode" in result]


def _batches(events: Sequence[TrendEvent]) -> Iterator[Sequence[TrendEvent]]:
    for start in range(0, len(events), MAX_RECORDS):
        yield events[start : start + MAX_RECORDS]


def _entry(event: TrendEvent) -> Entry:
    return {"Data": encode_event(event), "PartitionKey": partition_key(event)}
