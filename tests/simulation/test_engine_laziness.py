"""What a real table may do late: indexes, eventually consistent reads, and the time to live."""

from __future__ import annotations

import pytest
from botocore.exceptions import ClientError

from tests.simulation.engine.sdk import Call
from tests.simulation.small_cloud import SmallCloud, item


def test_an_index_shows_a_write_when_its_delay_is_over() -> None:
    small = SmallCloud()
    small.cloud.dynamodb.index_delay_ms = lambda table, index: 500
    small.put("ann", tweet="t")
    assert small.by_tweet("t") == []
    small.clock.advance(500)
    assert small.by_tweet("t") == ["ann"]


def test_changes_of_one_item_reach_an_index_in_their_order() -> None:
    small = SmallCloud()
    delays = iter([900, 0])
    small.cloud.dynamodb.index_delay_ms = lambda table, index: next(delays)
    small.put("ann", tweet="first")
    small.put("ann", tweet="second")
    small.clock.advance(899)
    assert (small.by_tweet("first"), small.by_tweet("second")) == ([], [])
    small.clock.advance(1)
    assert (small.by_tweet("first"), small.by_tweet("second")) == ([], ["ann"])


def test_a_late_change_that_nobody_looked_for_does_not_undo_a_later_one() -> None:
    small = SmallCloud()
    delays = iter([900, 0])
    small.cloud.dynamodb.index_delay_ms = lambda table, index: next(delays)
    small.put("ann", tweet="first")
    small.clock.advance(1000)
    small.put("ann", tweet="second")
    assert (small.by_tweet("first"), small.by_tweet("second")) == ([], ["ann"])


def test_a_removed_item_stays_in_a_late_index() -> None:
    small = SmallCloud()
    small.put("ann", tweet="t")
    small.cloud.dynamodb.index_delay_ms = lambda table, index: 500
    small.call("DeleteItem", TableName="likes", Key=item("ann"))
    assert small.by_tweet("t") == ["ann"]
    small.cloud.dynamodb.settle_indexes()
    assert small.by_tweet("t") == []


def test_an_index_refuses_to_be_consistent() -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        SmallCloud().call(
            "Query",
            TableName="likes",
            IndexName="by_tweet",
            ConsistentRead=True,
            KeyConditionExpression="tweet = :tweet",
            ExpressionAttributeValues={":tweet": {"S": "t"}},
        )


def test_an_eventual_read_may_miss_what_a_consistent_one_sees() -> None:
    small = SmallCloud()
    small.put("ann", note="old")
    small.clock.advance(100)
    small.put("ann", note="new")
    small.clock.advance(10)

    def late(call: Call) -> None:
        call.read_lag_ms = 50

    small.script.before = [late]
    assert small.get("ann") == item("ann", note="old")
    small.script.before = [late]
    assert small.get("ann", ConsistentRead=True) == item("ann", note="new")
    small.clock.advance(100)
    small.script.before = [late]
    assert small.get("ann") == item("ann", note="new")


def test_an_eventual_query_sees_the_partition_as_it_was() -> None:
    small = SmallCloud()
    small.put("ann", 1)
    small.clock.advance(100)
    small.put("ann", 2)
    small.call("DeleteItem", TableName="likes", Key=item("ann", 1))

    def late(call: Call) -> None:
        call.read_lag_ms = 50

    small.script.before = [late]
    answer = small.call(
        "Query",
        TableName="likes",
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": "ann"}},
    )
    assert [found["sk"]["N"] for found in answer["Items"]] == ["1"]


def test_an_expired_item_is_readable_until_it_is_taken() -> None:
    small = SmallCloud()
    small.put("ann", expires_at=small.clock.now_ms() // 1000 + 10)
    assert small.cloud.dynamodb.expirable() == []
    small.clock.advance(11_000)
    assert small.get("ann") is not None
    ((table, place),) = small.cloud.dynamodb.expirable()
    small.cloud.dynamodb.expire(table, place)
    assert small.get("ann") is None
    (shard,) = small.stream.shards
    removal = small.stream.records(shard)[-1].record
    assert removal["eventName"] == "REMOVE"
    assert removal["userIdentity"] == {"type": "Service", "principalId": "dynamodb.amazonaws.com"}
