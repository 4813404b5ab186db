"""The queue of pushes for subscriptions of Web Push: one JSON message for each notification or repeated attempt."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from linnet.adapters.queue_messages import number, parsed
from linnet.adapters.sqs_batches import SqsBatches
from linnet.domain.notifications import Kind
from linnet.ports.web_push import WebPushJob

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef as Message

JOB_VERSION: Final = 1


def encode_web_push(job: WebPushJob) -> str:
    """Write a job as a message; ids are strings, as everywhere in JSON."""
    message: dict[str, object] = {
        "version": JOB_VERSION,
        "recipient_id": str(job.recipient_id),
        "notification_id": str(job.notification_id),
        "kind": job.kind.value,
        "newest": str(job.newest),
    }
    if job.subscription_id is not None:
        message["subscription_id"] = str(job.subscription_id)
        message["attempts"] = job.attempts
    return json.dumps(message, separators=(",", ":"))


def decode_web_push(body: str) -> WebPushJob:
    """Read a message. Raise MalformedMessage."""
    with parsed(body, JOB_VERSION) as message:
        return WebPushJob(
            recipient_id=int(message["recipient_id"]),
            notification_id=int(message["notification_id"]),
            kind=Kind(message["kind"]),
            newest=int(message["newest"]),
            subscription_id=number(message.get("subscription_id")),
            attempts=int(message.get("attempts", 0)),
        )


class SqsWebPushes:
    """Implement the port `WebPushJobs`."""

    def __init__(
        self, client: SQSClient, queue_url: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._batches = SqsBatches(client, queue_url, sleep, random)

    def send(self, jobs: Sequence[WebPushJob]) -> None:
        self._batches.send([_message(str(position), job) for position, job in enumerate(jobs)])


def _message(identifier: str, job: WebPushJob) -> Message:
    message: Message = {"Id": identifier, "MessageBody": encode_web_push(job)}
    if job.delay_s:
        message["DelaySeconds"] = job.delay_s
    return message
