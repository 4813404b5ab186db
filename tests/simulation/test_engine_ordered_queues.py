"""First-in-first-out queues of the engine."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.simulation.engine.deliveries import Delivery
from tests.simulation.engine.queue_sources import QueueSettings
from tests.simulation.engine.queues import DEDUPLICATION_MS
from tests.simulation.small_cloud import ORDERED, SmallCloud


def fed() -> SmallCloud:
    return SmallCloud(QueueSettings("ordered_queue", "ordered", batch_size=10, concurrency=2))


def send(small: SmallCloud, *messages: str, **fields: Any) -> None:
    """Send messages spelled `group` and number; their text is also what tells them apart."""
    with small.cloud.installed():
        client = boto3.client("sqs", region_name="us-east-1")
        for text in messages:
            ordered: Any = {"MessageGroupId": text[0], "MessageDeduplicationId": text, **fields}
            client.send_message(QueueUrl="ordered", MessageBody=text, **ordered)


def draw(small: SmallCloud) -> Delivery:
    delivery = small.queue_source.draw(small.queue_source.due()[0])
    assert delivery is not None
    return delivery


def bodies(delivery: Delivery) -> list[str]:
    return [record["body"] for record in delivery.event["Records"]]


def test_a_group_waits_while_one_of_its_messages_is_out_and_others_do_not() -> None:
    small = fed()
    send(small, "a1", "a2")
    first = draw(small)
    send(small, "a3", "b1")
    second = draw(small)
    small.queue_source.finish(first, None)
    third = draw(small)
    assert [bodies(each) for each in (first, second, third)] == [["a1", "a2"], ["b1"], ["a3"]]
    assert third.event["Records"][0]["attributes"]["MessageGroupId"] == "a"


def test_a_failed_message_holds_up_its_group_until_it_comes_again_or_is_given_up() -> None:
    small = fed()
    send(small, "a1", "a2")
    small.queue_source.fail(draw(small))
    send(small, "a3")
    assert small.queue_source.due() == []
    small.clock.advance(ORDERED.visibility_s * 1000)
    again = draw(small)
    assert bodies(again) == ["a1", "a2", "a3"]
    failed = [{"itemIdentifier": record["messageId"]} for record in again.event["Records"]]
    small.queue_source.finish(again, {"batchItemFailures": failed})
    small.clock.advance(ORDERED.visibility_s * 1000)
    assert bodies(draw(small)) == ["a3"]
    dead = small.cloud.sqs.queue("ordered/dlq")
    assert [(each.body, each.group) for each in dead.messages] == [("a1", "a"), ("a2", "a")]


def test_a_message_sent_again_within_five_minutes_is_the_same_one() -> None:
    small = fed()
    send(small, "a1")
    small.queue_source.finish(draw(small), None)
    send(small, "a1")
    assert small.queue_source.pending() == 0
    small.clock.advance(DEDUPLICATION_MS)
    send(small, "a1")
    assert small.queue_source.pending() == 1


@pytest.mark.parametrize("missing", ["MessageGroupId", "MessageDeduplicationId"])
def test_a_message_without_its_group_or_deduplication_id_is_refused(missing: str) -> None:
    with pytest.raises(ClientError) as refused:
        send(fed(), "a1", **{missing: ""})
    assert refused.value.response["Error"]["Code"] == "MissingParameter"
