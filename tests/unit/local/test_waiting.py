"""How much waits in the emulator's streams and queues."""

import time
from typing import Any

import pytest
from ministack.core.responses import AccountRegionScopedDict  # type: ignore[import-untyped]
from ministack.services import dynamodb, kinesis, lambda_svc, sqs  # type: ignore[import-untyped]

from local.cloud.sources import SOURCES, service_of

HOME = ("000000000000", "us-east-1")
ARN = "arn:aws:{}:us-east-1:000000000000:{}"
TABLE_STREAM = {"UUID": "m1", "EventSourceArn": ARN.format("dynamodb", "table/things/stream/2026-01-01T00:00:00.000")}
LOG = {"UUID": "m2", "EventSourceArn": ARN.format("kinesis", "stream/events")}
QUEUE = {"UUID": "m3", "EventSourceArn": ARN.format("sqs", "notices")}


def waiting(mapping: dict[str, str], most: int = 100) -> int:
    return SOURCES[service_of(mapping)].waiting(*HOME, mapping, most)


def scoped(monkeypatch: pytest.MonkeyPatch, module: object, name: str, key: str, value: Any) -> None:
    values = AccountRegionScopedDict()
    values.set_scoped(*HOME, key, value)
    monkeypatch.setattr(module, name, values)


def test_records_of_a_table_wait_that_came_after_the_last_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    scoped(monkeypatch, dynamodb, "_stream_records", "things", [{}] * 5)
    # Two more have expired.
    scoped(monkeypatch, dynamodb, "_stream_trimmed", "things", 2)
    scoped(monkeypatch, lambda_svc, "_dynamodb_stream_positions", "m1", 4)

    assert waiting(TABLE_STREAM) == 3
    assert waiting(TABLE_STREAM, most=2) == 2


def test_every_record_of_a_table_waits_that_was_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    scoped(monkeypatch, dynamodb, "_stream_records", "things", [{}] * 5)

    assert waiting(TABLE_STREAM) == 5


def test_records_of_all_shards_of_a_log_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    shards: dict[str, dict[str, list[object]]] = {"one": {"records": [{}] * 3}, "two": {"records": [{}] * 2}}
    scoped(monkeypatch, kinesis, "_streams", "events", {"shards": shards})
    scoped(monkeypatch, lambda_svc, "_kinesis_positions", "m2", {"one": 1})

    assert waiting(LOG) == 4


def test_messages_wait_that_are_not_delayed_and_not_in_work(monkeypatch: pytest.MonkeyPatch) -> None:
    now = time.time()
    messages = [{"visible_at": now + wait} for wait in (-5, 60, -1, 30, 0)]
    monkeypatch.setattr(sqs, "_queue_by_arn", {QUEUE["EventSourceArn"]: {"messages": messages}}.get)

    assert waiting(QUEUE) == 3
    assert waiting(QUEUE, most=1) == 1


def test_nothing_waits_in_a_source_that_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    assert [waiting(mapping) for mapping in (TABLE_STREAM, LOG, QUEUE)] == [0, 0, 0]
