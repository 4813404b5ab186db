"""The event log: bounded batches, one repetition, and records as Lambda hands them on."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from botocore.exceptions import ClientError, ConnectTimeoutError

from linnet.adapters.kinesis import MAX_RECORDS, KinesisEventLog, batch_name, decode_arrival
from linnet.adapters.trend_events import decode_event, encode_event
from linnet.domain.changes import PoisonRecord
from linnet.domain.trends.events import EventKind, TrendEvent

THROTTLED = "ProvisionedThroughputExceededException"
DENIED = ClientError({"Error": {"Code": "AccessDeniedException", "Message": "no"}}, "PutRecords")
UNREACHABLE = ConnectTimeoutError(endpoint_url="https://kinesis.test")


def event(number: int) -> TrendEvent:
    return TrendEvent(EventKind.ENGAGEMENT, number, number, 1_750_000_000_000, ("#a",))


@dataclass
class Stream:
    """Refuse so many of the last records of each call in turn, or fail."""

    outcomes: list[int | Exception] = field(default_factory=list)
    calls: list[Sequence[Mapping[str, Any]]] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)

    def put_records(self, **request: Any) -> dict[str, Any]:
        assert request["StreamName"] == "events"
        self.calls.append(request["Records"])
        outcome = self.outcomes.pop(0) if self.outcomes else 0
        if isinstance(outcome, Exception):
            raise outcome
        taken = len(request["Records"]) - outcome
        return {"Records": [{"SequenceNumber": "1"}] * taken + [{"ErrorCode": THROTTLED}] * outcome}

    @property
    def log(self) -> KinesisEventLog:
        return KinesisEventLog(self, "events", self.slept.append, lambda: 0.5)  # type: ignore[arg-type]

    def ids(self, call: int) -> list[int]:
        return [decode_event(record["Data"]).post_id for record in self.calls[call]]


def test_events_of_a_tweet_go_to_one_shard_in_calls_of_bounded_size() -> None:
    stream = Stream()
    assert stream.log.put([event(number) for number in range(MAX_RECORDS + 1)]) == {}
    assert [len(call) for call in stream.calls] == [MAX_RECORDS, 1]
    assert stream.calls[1][0]["PartitionKey"] == str(MAX_RECORDS)
    assert stream.slept == []


def test_what_is_refused_is_sent_once_more_and_only_that() -> None:
    stream = Stream([2])
    assert stream.log.put([event(number) for number in range(5)]) == {}
    assert [stream.ids(call) for call in range(2)] == [[0, 1, 2, 3, 4], [3, 4]]
    assert len(stream.slept) == 1


def test_what_is_refused_twice_is_lost_with_its_reason() -> None:
    stream = Stream([3, 1])
    assert stream.log.put([event(number) for number in range(5)]) == {THROTTLED: 1}
    assert len(stream.calls) == 2


@pytest.mark.parametrize(
    ("error", "reason"), [(DENIED, "AccessDeniedException"), (UNREACHABLE, "ConnectTimeoutError")], ids=str
)
def test_a_log_that_is_down_is_asked_twice_however_much_there_is(error: Exception, reason: str) -> None:
    stream = Stream([error] * 9)
    many = 3 * MAX_RECORDS
    assert stream.log.put([event(number) for number in range(many)]) == {reason: many}
    assert len(stream.calls) == 2


def record(data: object, sequence: int = 7) -> dict[str, Any]:
    return {
        "kinesis": {"data": data, "sequenceNumber": str(sequence), "approximateArrivalTimestamp": 1_750_000_000.123},
        "eventID": f"shardId-000000000001:{sequence}",
    }


def test_a_record_is_an_event_and_when_it_reached_the_log() -> None:
    arrival = decode_arrival(record(base64.b64encode(encode_event(event(1))).decode()))
    assert (arrival.event, arrival.at_ms) == (event(1), 1_750_000_000_123)


@pytest.mark.parametrize("data", [None, "%", base64.b64encode(b"{}").decode(), base64.b64encode(b"\xff").decode()])
def test_what_is_no_event_is_poison_that_names_its_record(data: object) -> None:
    with pytest.raises(PoisonRecord) as caught:
        decode_arrival(record(data))
    assert caught.value.sequence == "7"


def test_a_batch_is_named_by_its_shard_and_both_ends() -> None:
    assert batch_name([record("", 7), record("", 8), record("", 9)]) == "shardId-000000000001#7-9"
    assert batch_name([record("", 7)]) == "shardId-000000000001#7-7"
