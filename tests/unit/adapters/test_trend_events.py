"""Events of trends in the log are read as they were written, or refused."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from linnet.adapters.queue_messages import MalformedMessage
from linnet.adapters.trend_events import decode_event, encode_event, partition_key
from linnet.domain.trends.events import EventKind, TrendEvent

POST = TrendEvent(EventKind.POST, 1 << 62, 7, 1_750_000_000_000, ("#Café", "$BABA", "Tim Cook"), "en", 2**31 - 1, True)
LIKE = TrendEvent(EventKind.ENGAGEMENT, 1 << 62, 8, 1_750_000_000_001, ("#Café",))


@pytest.mark.parametrize("event", [POST, LIKE, replace(POST, language=None, sensitive=False)])
def test_an_event_is_read_as_written(event: TrendEvent) -> None:
    assert decode_event(encode_event(event)) == event


def test_events_are_small_and_hold_no_more_than_they_need() -> None:
    assert len(encode_event(LIKE)) < 130
    assert set(json.loads(encode_event(LIKE))) == {"version", "kind", "post_id", "actor_id", "at_ms", "names"}


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2},
        {"kind": "view"},
        {"post_id": None},
        {"post_id": "x"},
        {"at_ms": None},
        {"names": 5},
        {"text_hash": 1 << 31},
        {"actor_id": "-1"},
    ],
    ids=str,
)
def test_events_of_another_version_or_shape_are_refused(change: dict[str, object]) -> None:
    record = {**json.loads(encode_event(POST)), **change}
    with pytest.raises(MalformedMessage):
        decode_event(json.dumps(record).encode())


@pytest.mark.parametrize("record", [b"", b"\xff", b"[]", b"{}"])
def test_what_is_no_event_is_refused(record: bytes) -> None:
    with pytest.raises(MalformedMessage):
        decode_event(record)


def test_events_of_a_tweet_share_a_shard_and_those_of_a_tag_do_not() -> None:
    assert partition_key(POST) == partition_key(LIKE)
    assert partition_key(replace(POST, post_id=5)) != partition_key(POST)
