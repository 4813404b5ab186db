"""Dead letters go back to where they came from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from local.dead_letters import DeadLetterQueue, find_dead_letter_queues, move_back

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.literals import QueueAttributeNameType


@pytest.fixture
def sqs(monkeypatch: pytest.MonkeyPatch) -> Iterator[SQSClient]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        yield boto3.client("sqs", region_name="us-east-1")


def make_queue(sqs: SQSClient, name: str, dead_letters: str | None = None) -> str:
    attributes: dict[QueueAttributeNameType, str] = {}
    if dead_letters is not None:
        policy = {"deadLetterTargetArn": arn_of(sqs, dead_letters), "maxReceiveCount": 3}
        attributes["RedrivePolicy"] = json.dumps(policy)
    return sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def arn_of(sqs: SQSClient, url: str) -> str:
    return sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def bodies_in(sqs: SQSClient, url: str) -> set[str]:
    bodies: set[str] = set()
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        bodies |= {message["Body"] for message in messages}
    return bodies


def test_queues_that_take_dead_letters_are_found_with_their_sources(sqs: SQSClient) -> None:
    dead = make_queue(sqs, "fanout-dead")
    source = make_queue(sqs, "fanout", dead_letters=dead)
    make_queue(sqs, "other")

    found = find_dead_letter_queues(sqs, sqs.list_queues()["QueueUrls"])

    assert found == [DeadLetterQueue("fanout-dead", dead, {arn_of(sqs, source): source})]


def test_every_message_goes_back_with_its_attributes(sqs: SQSClient) -> None:
    dead = make_queue(sqs, "fanout-dead")
    source = make_queue(sqs, "fanout", dead_letters=dead)
    for number in range(25):
        sqs.send_message(
            QueueUrl=dead,
            MessageBody=f"job {number}",
            MessageAttributes={"version": {"DataType": "Number", "StringValue": "1"}},
        )

    (queue,) = find_dead_letter_queues(sqs, [dead, source])
    result = move_back(sqs, queue)

    assert (result.moved, result.kept) == (25, 0)
    assert bodies_in(sqs, dead) == set()
    (message,) = sqs.receive_message(QueueUrl=source, MessageAttributeNames=["All"])["Messages"]
    assert message["MessageAttributes"]["version"]["StringValue"] == "1"
    assert len(bodies_in(sqs, source)) == 24


def test_messages_that_are_too_long_for_one_call_together_all_go_back(sqs: SQSClient) -> None:
    dead = make_queue(sqs, "fanout-dead")
    source = make_queue(sqs, "fanout", dead_letters=dead)
    for number in range(10):
        sqs.send_message(QueueUrl=dead, MessageBody=f"{number}" * 200_000)

    (queue,) = find_dead_letter_queues(sqs, [dead, source])
    result = move_back(sqs, queue)

    assert (result.moved, result.kept) == (10, 0)
    assert bodies_in(sqs, source) == {f"{number}" * 200_000 for number in range(10)}
    assert bodies_in(sqs, dead) == set()


def test_a_message_without_a_sender_stays_when_several_queues_share_the_dead_letters(sqs: SQSClient) -> None:
    dead = make_queue(sqs, "dead")
    sources = [make_queue(sqs, name, dead_letters=dead) for name in ("one", "two")]
    sqs.send_message(QueueUrl=dead, MessageBody="whose?")

    (queue,) = find_dead_letter_queues(sqs, [dead, *sources])
    result = move_back(sqs, queue)

    assert (result.moved, result.kept) == (0, 1)


@pytest.mark.parametrize("text", ["local-fanout-dead", "FANOUT", "jobs"])
def test_a_queue_is_meant_by_its_name_its_sources_or_a_part(text: str) -> None:
    queue = DeadLetterQueue("local-fanout-dead", "u/local-fanout-dead", {"arn": "u/local-jobs"})

    assert queue.is_meant_by(text)
    assert not queue.is_meant_by("mail")


def test_a_message_that_has_an_order_goes_back_into_its_group(sqs: SQSClient) -> None:
    fifo: dict[QueueAttributeNameType, str] = {"FifoQueue": "true"}
    dead = sqs.create_queue(QueueName="pushes-dead.fifo", Attributes=fifo)["QueueUrl"]
    policy = json.dumps({"deadLetterTargetArn": arn_of(sqs, dead), "maxReceiveCount": 3})
    source = sqs.create_queue(QueueName="pushes.fifo", Attributes={**fifo, "RedrivePolicy": policy})["QueueUrl"]
    sqs.send_message(QueueUrl=dead, MessageBody="told", MessageGroupId="ann", MessageDeduplicationId="1")

    moved = move_back(sqs, DeadLetterQueue("pushes-dead.fifo", dead, {arn_of(sqs, source): source}))

    assert moved.moved == 1
    (message,) = sqs.receive_message(QueueUrl=source, MessageSystemAttributeNames=["MessageGroupId"])["Messages"]
    assert (message["Body"], message["Attributes"]["MessageGroupId"]) == ("told", "ann")
