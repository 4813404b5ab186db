"""The fan-out queue: one JSON message for each job, versioned so that old messages outlive a deployment."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from linnet.adapters.queue_messages import number, parsed
from linnet.adapters.sqs_batches import SqsBatches
from linnet.domain.index_ranges import IndexRange
from linnet.domain.timelines import TimelineEntry
from linnet.ports.timelines import Job

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef as Message

MESSAGE_VERSION: Final = 1
# Pushes that read the follower index before an unfollow was in it must have ended, and containers must have forgotten
# the reader's token, before a second pass. Longer than one run of the fan-out function, and than an index usually lags.
LATER_S: Final = 90


def encode(job: Job) -> str:
    """Write a job as a message; ids are strings, as everywhere in JSON."""
    fields = {name: value for name, value in asdict(job).items() if value is not None and name != "again"}
    again = {"again": True} if job.again else {}
    return json.dumps({"version": MESSAGE_VERSION, **_texts(fields), **again}, separators=(",", ":"))


def decode(body: str) -> Job:
    """Read a message. Raise MalformedMessage."""
    with parsed(body, MESSAGE_VERSION) as message:
        entry, part = message.get("entry"), message.get("part")
        return Job(
            kind=str(message["kind"]),
            author_id=int(message["author_id"]),
            entry=None if entry is None else TimelineEntry(**_numbers(entry)),
            part=None if part is None else IndexRange(**_numbers(part)),
            viewer_id=number(message.get("viewer_id")),
            unfollowed_ms=number(message.get("unfollowed_ms")),
            list_id=number(message.get("list_id")),
            again=message.get("again") is True,
            first_ms=number(message.get("first_ms")),
        )


class SqsJobs:
    """Implement the port `Jobs`."""

    def __init__(
        self, client: SQSClient, queue_url: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._batches = SqsBatches(client, queue_url, sleep, random)

    def send(self, jobs: Sequence[Job]) -> None:
        self._batches.send([_message(str(number), job) for number, job in enumerate(jobs)])


def _message(identifier: str, job: Job) -> Message:
    message: Message = {"Id": identifier, "MessageBody": encode(job)}
    if job.again:
        message["DelaySeconds"] = LATER_S
    return message


def _texts(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: _texts(value) if isinstance(value, dict) else str(value)
        for name, value in fields.items()
        if value is not None
    }


def _numbers(fields: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(value) for name, value in fields.items()}
