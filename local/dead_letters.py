"""Move the messages of dead-letter queues back to the queues that they came from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from linnet.adapters.sqs_batches import batches

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef, SendMessageBatchRequestEntryTypeDef

BATCH = 10
# A message that is received but cannot be sent shows up again after this long.
HIDDEN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class DeadLetterQueue:
    """A dead-letter queue and the URLs of the queues that it serves, by their ARNs."""

    name: str
    url: str
    sources: dict[str, str]

    def is_meant_by(self, text: str) -> bool:
        """Tell whether a person means this queue: by its name, its source's, or a part of either."""
        names = [self.name, *(url.rsplit("/", 1)[1] for url in self.sources.values())]
        return any(text.lower() in name.lower() for name in names)


@dataclass(frozen=True, slots=True)
class Moved:
    """How many messages went back, and how many stayed because nothing says where they came from."""

    moved: int
    kept: int


def find_dead_letter_queues(sqs: SQSClient, urls: Iterable[str]) -> list[DeadLetterQueue]:
    """Return those of the queues that take dead letters of others of them."""
    attributes = {
        url: sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn", "RedrivePolicy"])["Attributes"]
        for url in sorted(set(urls))
    }
    url_of = {values["QueueArn"]: url for url, values in attributes.items()}
    sources: dict[str, dict[str, str]] = {}
    for url, values in attributes.items():
        if "RedrivePolicy" in values:
            target = json.loads(values["RedrivePolicy"])["deadLetterTargetArn"]
            sources.setdefault(target, {})[values["QueueArn"]] = url
    return [
        DeadLetterQueue(url_of[arn].rsplit("/", 1)[1], url_of[arn], served)
        for arn, served in sources.items()
        if arn in url_of
    ]


def move_back(sqs: SQSClient, queue: DeadLetterQueue) -> Moved:
    """Send every message of now back; one that fails again meanwhile and returns is left for the next time.

    A message is deleted only after it was sent, so an interruption repeats messages, which consumers stand.
    """
    depth = sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=["ApproximateNumberOfMessages"])
    left = int(depth["Attributes"]["ApproximateNumberOfMessages"])
    moved = kept = 0
    while left > 0:
        messages = sqs.receive_message(
            QueueUrl=queue.url,
            MaxNumberOfMessages=min(BATCH, left),
            VisibilityTimeout=HIDDEN_SECONDS,
            WaitTimeSeconds=1,
            MessageAttributeNames=["All"],
            MessageSystemAttributeNames=["All"],
        ).get("Messages", [])
        if not messages:
            break
        left -= len(messages)
        sent = _send_back(sqs, queue, messages)
        moved += sent
        kept += len(messages) - sent
    return Moved(moved, kept)


def _send_back(sqs: SQSClient, queue: DeadLetterQueue, messages: Sequence[MessageTypeDef]) -> int:
    by_target: dict[str, list[MessageTypeDef]] = {}
    for message in messages:
        target = _source_of(message, queue)
        if target is not None:
            by_target.setdefault(target, []).append(message)
    sent = 0
    for target, group in by_target.items():
        for batch in batches([_entry(str(number), message) for number, message in enumerate(group)]):
            answer = sqs.send_message_batch(QueueUrl=target, Entries=batch)
            done = [group[int(success["Id"])] for success in answer.get("Successful", [])]
            if done:
                sqs.delete_message_batch(
                    QueueUrl=queue.url,
                    Entries=[
                        {"Id": str(number), "ReceiptHandle": message["ReceiptHandle"]}
                        for number, message in enumerate(done)
                    ],
                )
            sent += len(done)
    return sent


def _source_of(message: MessageTypeDef, queue: DeadLetterQueue) -> str | None:
    named = message.get("Attributes", {}).get("DeadLetterQueueSourceArn")
    if named is not None:
        return queue.sources.get(named)
    return next(iter(queue.sources.values())) if len(queue.sources) == 1 else None


def _entry(entry_id: str, message: MessageTypeDef) -> SendMessageBatchRequestEntryTypeDef:
    entry: SendMessageBatchRequestEntryTypeDef = {
        "Id": entry_id,
        "MessageBody": message["Body"],
        "MessageAttributes": message.get("MessageAttributes", {}),
    }
    attributes = message.get("Attributes", {})
    if "MessageGroupId" in attributes:
        # The queue of a first-in-first-out one is one, too. A repeat within five minutes of the first sending is taken
        # for it and dropped; what failed so often is older.
        entry["MessageGroupId"] = attributes["MessageGroupId"]
        entry["MessageDeduplicationId"] = attributes["MessageDeduplicationId"]
    return entry
