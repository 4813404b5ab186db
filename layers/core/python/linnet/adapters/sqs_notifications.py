"""The queue of notification jobs: one JSON message for each."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from linnet.adapters.queue_messages import parsed
from linnet.adapters.sqs_batches import SqsBatches
from linnet.domain.index_ranges import IndexRange
from linnet.ports.notifications import NotificationJob

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

JOB_VERSION: Final = 1


def encode_job(job: NotificationJob) -> str:
    """Write a job as a message; ids are strings, as everywhere in JSON."""
    message: dict[str, object] = {"version": JOB_VERSION, "kind": job.kind, "object_id": str(job.object_id)}
    if job.actor_ids:
        message["actor_ids"] = [str(each) for each in job.actor_ids]
    if job.recipient_ids:
        message["recipient_ids"] = [str(each) for each in job.recipient_ids]
    if job.part is not None:
        message["part"] = {name: str(value) for name, value in asdict(job.part).items()}
    return json.dumps(message, separators=(",", ":"))


def decode_job(body: str) -> NotificationJob:
    """Read a message. Raise MalformedMessage."""
    with parsed(body, JOB_VERSION) as message:
        return NotificationJob(
            kind=str(message["kind"]),
            object_id=int(message["object_id"]),
            actor_ids=_ids(message.get("actor_ids", [])),
            recipient_ids=_ids(message.get("recipient_ids", [])),
            part=_part(message.get("part")),
        )


class SqsNotificationJobs:
    """Implement the port `NotificationJobs`."""

    def __init__(
        self, client: SQSClient, queue_url: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._batches = SqsBatches(client, queue_url, sleep, random)

    def send(self, jobs: Sequence[NotificationJob]) -> None:
        self._batches.send([{"Id": str(number), "MessageBody": encode_job(job)} for number, job in enumerate(jobs)])


def _ids(found: Any) -> tuple[int, ...]:
    if not isinstance(found, list):
        raise TypeError("ids are a list")
    return tuple(int(each) for each in found)


def _part(found: Any) -> IndexRange | None:
    return None if found is None else IndexRange(**{str(name): int(value) for name, value in found.items()})
