"""The simulated event log does what Kinesis does, as far as anybody relies on it."""

from __future__ import annotations

import base64
import random
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.fakes.environment import FakeClock
from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.definitions import Definitions
from tests.simulation.engine.sdk import Call, Phase
from tests.simulation.engine.stream_sources import StreamSettings, StreamSource

if TYPE_CHECKING:
    from mypy_boto3_kinesis.type_defs import PutRecordsRequestEntryTypeDef

MAX_RECORDS = 500


class Refusing:
    """Refuse so many records of the next call."""

    def __init__(self) -> None:
        self.records = 0

    def on_call(self, call: Call, phase: Phase) -> None:
        if phase is Phase.BEFORE:
            call.leave_unprocessed, self.records = self.records, 0


class Log:
    """A cloud with one event log and a function that it feeds."""

    def __init__(self, shards: int = 1) -> None:
        self.clock, self.refusing = FakeClock(), Refusing()
        settings = StreamSettings("reader", "events", batch_size=10, window_ms=60_000)
        self.cloud = Cloud(
            Definitions(buckets=("failures",), logs=("events",), sources=(settings,)),
            self.clock,
            random=random.Random(1),
            sleep=self.clock.sleep,
            hook=self.refusing,
            shards=shards,
        )
        (source,) = self.cloud.sources
        assert isinstance(source, StreamSource)
        self.source = source

    def put(self, *keys: str, stream: str = "events") -> Any:
        with self.cloud.installed():
            client = boto3.client("kinesis", region_name="us-east-1")
            records: list[PutRecordsRequestEntryTypeDef] = [{"Data": key.encode(), "PartitionKey": key} for key in keys]
            return client.put_records(StreamName=stream, Records=records)


def test_records_come_in_order_and_base_64_when_the_batching_window_is_over() -> None:
    log = Log()
    log.put("a", "b")
    assert log.source.due() == []
    log.clock.advance(60_000)
    (lane,) = log.source.due()
    delivery = log.source.draw(lane)
    assert delivery is not None
    records = delivery.event["Records"]
    assert [base64.b64decode(each["kinesis"]["data"]) for each in records] == [b"a", b"b"]
    assert {each["eventID"] for each in records} == {f"{lane}:{each['kinesis']['sequenceNumber']}" for each in records}
    log.source.finish(delivery, {"batchItemFailures": []})
    assert log.source.pending() == 0


def test_records_of_a_key_are_in_one_shard() -> None:
    log = Log(shards=3)
    answers = [log.put("a", "b", "c", "d") for _ in range(2)]
    first, again = ([each["ShardId"] for each in answer["Records"]] for answer in answers)
    assert first == again
    assert len(set(first)) > 1


def test_a_part_of_a_call_may_be_refused() -> None:
    log = Log()
    log.refusing.records = 1
    answer = log.put("a", "b")
    assert answer["FailedRecordCount"] == 1
    assert ["ErrorCode" in each for each in answer["Records"]] == [False, True]
    assert log.source.pending() == 1


@pytest.mark.parametrize("count", [0, MAX_RECORDS + 1])
def test_a_call_of_another_size_is_refused(count: int) -> None:
    with pytest.raises(ClientError, match="InvalidArgumentException"):
        Log().put(*["a"] * count)


def test_a_log_that_is_not_there_is_an_error() -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        Log().put("a", stream="other")
