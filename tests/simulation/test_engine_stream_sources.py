"""How the engine feeds functions from streams: batches, windows, failures and shards."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulation.engine.deliveries import Delivery
from tests.simulation.engine.stream_sources import StreamSettings
from tests.simulation.small_cloud import SmallCloud

HOUR_MS = 3_600_000
REPORTED: dict[str, Any] = {"batchItemFailures": []}


def fed(shards: int = 1, **settings: Any) -> SmallCloud:
    return SmallCloud(StreamSettings("likes_stream", "likes", **settings), shards=shards)


def draw(small: SmallCloud) -> Delivery:
    (lane,) = small.stream_source.due()
    delivery = small.stream_source.draw(lane)
    assert delivery is not None
    return delivery


def who(delivery: Delivery) -> list[str]:
    return [record["dynamodb"]["Keys"]["pk"]["S"] for record in delivery.event["Records"]]


def report(delivery: Delivery, position: int) -> dict[str, Any]:
    """Answer that the record at a position failed."""
    sequence = delivery.event["Records"][position]["dynamodb"]["SequenceNumber"]
    return {"batchItemFailures": [{"itemIdentifier": sequence}]}


def kept(small: SmallCloud) -> list[dict[str, Any]]:
    return [json.loads(body) for body in small.cloud.s3.bucket("failures").values()]


def test_a_batch_is_at_most_so_large_and_a_shard_has_one_at_a_time() -> None:
    small = fed(batch_size=2)
    for name in ("ann", "bob", "cat"):
        small.put(name)
    first = draw(small)
    assert who(first) == ["ann", "bob"]
    assert small.stream_source.due() == []
    small.stream_source.finish(first, REPORTED)
    second = draw(small)
    assert who(second) == ["cat"]
    small.stream_source.finish(second, REPORTED)
    assert small.stream_source.due() == []
    assert small.stream_source.pending() == 0


def test_a_window_gathers_records_until_it_is_over_or_the_batch_is_full() -> None:
    small = fed(batch_size=2, window_ms=1000)
    small.put("ann")
    assert small.stream_source.due() == []
    assert small.stream_source.next_due_ms() == small.clock.now_ms() + 1000
    small.put("bob")
    assert who(draw(small)) == ["ann", "bob"]


def test_records_that_no_pattern_matches_never_reach_the_function() -> None:
    small = fed(patterns=({"dynamodb": {"NewImage": {"tweet": {"S": [{"prefix": "t"}]}}}}, {"eventName": ["REMOVE"]}))
    small.put("ann", tweet="x")
    (lane,) = small.stream_source.due()
    assert small.stream_source.draw(lane) is None
    assert small.stream_source.pending() == 0
    small.put("bob", tweet="x")
    small.put("cat", tweet="t")
    assert who(draw(small)) == ["cat"]


def test_a_reported_failure_goes_on_from_its_record() -> None:
    small = fed()
    for name in ("ann", "bob", "cat"):
        small.put(name)
    first = draw(small)
    small.stream_source.finish(first, report(first, 1))
    small.clock.advance(HOUR_MS)
    assert who(draw(small)) == ["bob", "cat"]


@pytest.mark.parametrize("answer", [{"batchItemFailures": [{"itemIdentifier": "?"}]}, {"batchItemFailures": [{}]}])
def test_an_answer_that_names_no_record_of_the_batch_fails_all_of_it(answer: dict[str, Any]) -> None:
    small = fed(bisect=False)
    small.put("ann")
    small.put("bob")
    small.stream_source.finish(draw(small), answer)
    small.clock.advance(HOUR_MS)
    assert who(draw(small)) == ["ann", "bob"]


def test_poison_is_narrowed_down_then_kept_and_the_others_pass() -> None:
    small = fed(max_retries=2)
    for name in ("ann", "poison", "cat", "dan"):
        small.put(name)
    passed: list[str] = []
    while small.stream_source.pending():
        small.clock.advance(60_000)
        delivery = draw(small)
        if "poison" in who(delivery):
            small.stream_source.fail(delivery)
        else:
            passed += who(delivery)
            small.stream_source.finish(delivery, REPORTED)
    assert passed == ["ann", "cat", "dan"]
    (failure,) = kept(small)
    assert failure["requestContext"] == {"functionArn": "likes_stream", "condition": "RetryAttemptsExhausted"}
    assert [each["dynamodb"]["Keys"]["pk"]["S"] for each in failure["payload"]["Records"]] == ["poison"]


def test_records_that_are_too_old_are_kept_instead_of_delivered() -> None:
    small = fed(max_age_ms=HOUR_MS)
    small.put("ann")
    small.clock.advance(HOUR_MS + 1)
    small.put("bob")
    assert who(draw(small)) == ["bob"]
    (failure,) = kept(small)
    assert failure["requestContext"]["condition"] == "RecordAgeExceeded"


def test_a_function_that_could_not_be_called_gets_the_batch_later_and_unspent() -> None:
    small = fed(max_retries=0)
    small.put("ann")
    for _ in range(5):
        small.stream_source.refuse(draw(small))
        assert small.stream_source.due() == []
        small.clock.advance(60_000)
    assert who(draw(small)) == ["ann"]
    assert kept(small) == []


def test_a_tumbling_window_carries_its_state_names_its_shard_and_ends() -> None:
    small = fed(tumbling_ms=5000)
    (shard,) = small.stream.shards
    small.put("ann")
    first = draw(small)
    assert (first.event["shardId"], first.event["state"], first.event["isFinalInvokeForWindow"]) == (shard, {}, False)
    small.stream_source.finish(first, {"state": {"seen": 1}, **REPORTED})
    small.put("bob")
    second = draw(small)
    assert second.event["state"] == {"seen": 1}
    assert second.event["window"] == first.event["window"]
    small.stream_source.finish(second, {"state": {"seen": 2}, **REPORTED})
    assert small.stream_source.due() == []
    small.clock.advance(5000)
    small.put("cat")
    final = draw(small)
    assert (who(final), final.event["state"], final.event["isFinalInvokeForWindow"]) == ([], {"seen": 2}, True)
    small.stream_source.finish(final, {"state": {}, **REPORTED})
    fresh = draw(small)
    assert (who(fresh), fresh.event["state"]) == (["cat"], {})


def test_children_of_a_shard_wait_until_it_is_read() -> None:
    small = fed()
    small.put("ann")
    (parent,) = small.stream.shards
    (child,) = [small.stream.roll(parent)]
    small.put("ann", note="later")
    assert small.stream_source.due() == [parent]
    small.stream_source.finish(draw(small), REPORTED)
    assert small.stream_source.due() == [child]


def test_shards_are_read_side_by_side() -> None:
    small = fed(shards=4)
    for number in range(16):
        small.put(f"user{number}")
    lanes = small.stream_source.due()
    assert len(lanes) > 1
    for lane in lanes:
        assert small.stream_source.draw(lane) is not None


def test_a_rewound_shard_delivers_everything_again_in_order_and_forgets_the_live_batch() -> None:
    small = fed()
    small.put("ann")
    start_ms = small.clock.now_ms()
    small.stream_source.finish(draw(small), REPORTED)
    small.put("bob")
    live = draw(small)
    small.stream_source.rewind(live.lane, start_ms)
    again = draw(small)
    assert who(again) == ["ann", "bob"]
    small.stream_source.finish(live, REPORTED)
    assert small.stream_source.pending() == 2
    small.stream_source.finish(again, REPORTED)
    assert small.stream_source.pending() == 0


def test_a_replayed_batch_changes_nothing_of_the_live_position() -> None:
    small = fed()
    small.put("ann")
    (shard,) = small.stream.shards
    assert small.stream_source.replay(shard, 0) is None
    small.stream_source.finish(draw(small), REPORTED)
    zombie = small.stream_source.replay(shard, 0)
    assert zombie is not None
    assert who(zombie) == ["ann"]
    small.stream_source.fail(zombie)
    assert small.stream_source.due() == []


def test_a_replayed_batch_may_be_shorter_than_the_live_one() -> None:
    small = fed()
    small.put("ann")
    small.put("bob")
    (shard,) = small.stream.shards
    small.stream_source.finish(draw(small), REPORTED)

    zombie = small.stream_source.replay(shard, 0, most=1)

    assert zombie is not None
    assert who(zombie) == ["ann"]


def test_events_are_copies() -> None:
    small = fed()
    small.put("ann", note="kept")
    delivery = draw(small)
    delivery.event["Records"][0]["dynamodb"]["NewImage"].clear()
    small.stream_source.fail(delivery)
    small.clock.advance(60_000)
    assert draw(small).event["Records"][0]["dynamodb"]["NewImage"]["note"] == {"S": "kept"}


def test_parallel_batches_of_a_shard_keep_the_order_of_each_item() -> None:
    small = fed(parallel=4)
    for note in "abc":
        for number in range(8):
            small.put(f"user{number}", note=note)
    lanes = small.stream_source.due()
    assert len(lanes) > 1
    notes: dict[str, list[str]] = {}
    for lane in lanes:
        delivery = small.stream_source.draw(lane)
        assert delivery is not None
        for name, record in zip(who(delivery), delivery.event["Records"], strict=True):
            notes.setdefault(name, []).append(record["dynamodb"]["NewImage"]["note"]["S"])
        small.stream_source.finish(delivery, REPORTED)
    assert notes == {f"user{number}": ["a", "b", "c"] for number in range(8)}
    assert small.stream_source.pending() == 0


def test_a_failure_in_one_parallel_batch_holds_up_no_other_and_the_children_of_the_shard_wait_for_it() -> None:
    small = fed(parallel=4)
    for number in range(8):
        small.put(f"user{number}")
    (parent,) = small.stream.shards
    child = small.stream.roll(parent)
    small.put("user1", note="later")
    first, *others = small.stream_source.due()
    failing = small.stream_source.draw(first)
    assert failing is not None
    small.stream_source.finish(failing, report(failing, 0))
    for lane in others:
        delivery = small.stream_source.draw(lane)
        assert delivery is not None
        small.stream_source.finish(delivery, REPORTED)
    small.clock.advance(60_000)
    assert small.stream_source.due() == [first]
    again = small.stream_source.draw(first)
    assert again is not None
    small.stream_source.finish(again, REPORTED)
    (lane,) = small.stream_source.due()
    assert lane.startswith(child)
