"""Queues of the engine, and how they feed functions."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from local.dead_letters import find_dead_letter_queues, move_back
from tests.simulation.engine.deliveries import Delivery
from tests.simulation.engine.queue_sources import QueueSettings
from tests.simulation.engine.sdk import Call
from tests.simulation.small_cloud import SmallCloud

VISIBILITY_MS = 60_000


def fed(batch_size: int = 10, concurrency: int = 2) -> SmallCloud:
    return SmallCloud(QueueSettings("work_queue", "work", batch_size, concurrency))


def draw(small: SmallCloud) -> Delivery:
    delivery = small.queue_source.draw(small.queue_source.due()[0])
    assert delivery is not None
    return delivery


def bodies(delivery: Delivery) -> list[str]:
    return [record["body"] for record in delivery.event["Records"]]


def send(small: SmallCloud, *texts: str, delay_s: int = 0) -> dict[str, Any]:
    entries: Any = [
        {"Id": str(number), "MessageBody": text, "DelaySeconds": delay_s} for number, text in enumerate(texts)
    ]
    with small.cloud.installed():
        return {**boto3.client("sqs", region_name="us-east-1").send_message_batch(QueueUrl="work", Entries=entries)}


def test_what_a_function_did_is_gone_and_what_it_reports_comes_back_after_the_visibility_timeout() -> None:
    small = fed()
    send(small, "a", "b")
    delivery = draw(small)
    assert bodies(delivery) == ["a", "b"]
    failed = delivery.event["Records"][1]["messageId"]
    small.queue_source.finish(delivery, {"batchItemFailures": [{"itemIdentifier": failed}]})
    assert small.queue_source.due() == []
    assert small.queue_source.next_due_ms() == small.clock.now_ms() + VISIBILITY_MS
    small.clock.advance(VISIBILITY_MS)
    again = draw(small)
    assert bodies(again) == ["b"]
    assert again.event["Records"][0]["attributes"]["ApproximateReceiveCount"] == "2"


def test_an_answer_that_names_no_message_of_the_batch_fails_all_of_it() -> None:
    small = fed()
    send(small, "a")
    small.queue_source.finish(draw(small), {"batchItemFailures": [{"itemIdentifier": "?"}]})
    assert small.queue_source.pending() == 1


def test_a_message_that_keeps_failing_ends_in_the_dead_letter_queue_and_can_be_sent_back() -> None:
    small = fed()
    send(small, "poison")
    for _ in range(2):
        small.queue_source.fail(draw(small))
        small.clock.advance(VISIBILITY_MS)
    assert small.queue_source.draw(small.queue_source.due()[0]) is None
    dead = small.cloud.sqs.queue("work/dlq")
    assert [message.body for message in dead.messages] == ["poison"]
    assert small.queue_source.pending() == 0
    assert dead.redrive(small.cloud.sqs.queue("work")) == 1
    assert bodies(draw(small)) == ["poison"]


def test_a_delayed_message_is_not_there_yet() -> None:
    small = fed()
    send(small, "later", delay_s=90)
    assert small.queue_source.due() == []
    small.clock.advance(90_000)
    assert bodies(draw(small)) == ["later"]


def test_no_more_batches_are_out_than_the_concurrency_allows() -> None:
    small = fed(batch_size=1)
    send(small, "a", "b", "c")
    first, second = draw(small), draw(small)
    assert small.queue_source.due() == []
    small.queue_source.finish(first, None)
    assert small.queue_source.due() == [first.lane]
    small.queue_source.refuse(second)
    assert [message.body for message in small.cloud.sqs.queue("work").messages] == ["b", "c"]


def test_an_outcome_that_comes_after_the_visibility_timeout_deletes_nothing() -> None:
    small = fed()
    send(small, "a")
    late = draw(small)
    small.clock.advance(VISIBILITY_MS)
    again = draw(small)
    small.queue_source.finish(late, None)
    assert small.queue_source.pending() == 1
    small.queue_source.finish(again, None)
    assert small.queue_source.pending() == 0


def test_messages_come_twice_and_in_another_order_when_asked() -> None:
    small = fed()
    send(small, *"abcdef")
    queue = small.cloud.sqs.queue("work")
    queue.duplicate(queue.messages[0].id)
    queue.shuffle()
    delivered = bodies(draw(small))
    assert sorted(delivered) == [*"aabcdef"]
    assert delivered != sorted(delivered)


def test_a_part_of_a_batch_is_refused_when_a_fault_asks_for_it() -> None:
    small = fed()

    def leave(call: Call) -> None:
        call.leave_unprocessed = 1

    small.script.before = [leave]
    answer = send(small, "a", "b")
    assert [entry["Id"] for entry in answer["Failed"]] == ["1"]
    assert [message.body for message in small.cloud.sqs.queue("work").messages] == ["a"]


@pytest.mark.parametrize(
    ("texts", "code"),
    [((), "EmptyBatchRequest"), (tuple("abcdefghijk"), "TooManyEntriesInBatchRequest")],
)
def test_a_batch_that_is_no_batch_is_refused(texts: tuple[str, ...], code: str) -> None:
    small = fed()
    with pytest.raises(ClientError) as refused:
        send(small, *texts)
    assert refused.value.response["Error"]["Code"] == code


def test_characters_that_no_message_may_hold_are_refused_alone() -> None:
    small = fed()
    answer = send(small, "good", "bad \x00")
    assert [(entry["Id"], entry["Code"]) for entry in answer["Failed"]] == [("1", "InvalidMessageContents")]


def test_what_a_redrive_asks_is_answered_as_sqs_does() -> None:
    small = fed()
    send(small, "one", "two")
    receives = small.cloud.sqs.queue("work").definition.max_receives
    assert receives is not None
    for _ in range(receives):
        small.cloud.sqs.queue("work").receive(10)
        small.clock.advance(VISIBILITY_MS)
    small.cloud.sqs.queue("work").receive(10)

    with small.cloud.installed():
        client = boto3.client("sqs", region_name="us-east-1")
        queues = find_dead_letter_queues(client, list(small.cloud.sqs.queues()))
        moved = [move_back(client, each) for each in queues]

    assert (sum(each.moved for each in moved), sum(each.kept for each in moved)) == (2, 0)
    assert all(small.cloud.sqs.queue(each.url).messages == [] for each in queues)
    assert sorted(each.body for each in small.cloud.sqs.queue("work").messages) == ["one", "two"]
