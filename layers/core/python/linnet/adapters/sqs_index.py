"""The queues of the index: one JSON message for each job."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING, Any, Final

from linnet.adapters.queue_messages import number, parsed
from linnet.adapters.sqs_batches import SqsBatches
from linnet.ports.environment import Clock
from linnet.ports.indexing import IndexJob, IndexJobKind

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef as Message

INDEX_JOB_VERSION: Final = 1
# Longer than an index by author lags, and than an invocation that had read it before takes.
LATER_S: Final = 90
MINUTE_MS: Final = 60_000


def encode_index_job(job: IndexJob) -> str:
    """Write a job as a message; ids are strings, as everywhere in JSON."""
    message: dict[str, Any] = {"version": INDEX_JOB_VERSION, "kind": job.kind, "ids": [str(each) for each in job.ids]}
    if job.before is not None:
        message["before"] = str(job.before)
    if job.again:
        message["again"] = True
    return json.dumps(message, separators=(",", ":"))


def decode_index_job(body: str) -> IndexJob:
    """Read a message. Raise MalformedMessage."""
    with parsed(body, INDEX_JOB_VERSION) as message:
        ids = message["ids"]
        if not isinstance(ids, list):
            raise TypeError("ids are a list")
        return IndexJob(
            kind=IndexJobKind(message["kind"]),
            ids=tuple(int(each) for each in ids),
            before=number(message.get("before")),
            again=message.get("again") is True,
        )


class SqsIndexJobs:
    """Implement the port `IndexJobs`."""

    def __init__(
        self, client: SQSClient, queue_url: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._batches = SqsBatches(client, queue_url, sleep, random)

    def send(self, jobs: Sequence[IndexJob]) -> None:
        self._batches.send([_message(position, job) for position, job in enumerate(jobs)])


class SqsIndexTotals:
    """Implement the port `IndexTotals` over a first-in-first-out queue, which delivers after more than a minute.

    The queue takes one message for each thing and minute of the clock. Whatever moves in a minute moves before the
    message of that minute is delivered, and the row is read only then. Clocks of containers may differ by the seconds
    that the delay is longer than the minute.
    """

    def __init__(
        self,
        client: SQSClient,
        queue_url: str,
        clock: Clock,
        sleep: Callable[[float], None],
        random: Callable[[], float],
    ) -> None:
        self._batches = SqsBatches(client, queue_url, sleep, random)
        self._clock = clock

    def send(self, tweet_ids: Collection[int], user_ids: Collection[int]) -> None:
        minute = self._clock.now_ms() // MINUTE_MS
        moved = [(IndexJobKind.TWEETS, each) for each in tweet_ids] + [(IndexJobKind.USERS, each) for each in user_ids]
        self._batches.send(
            [
                {
                    **_message(position, IndexJob(kind, (identifier,))),
                    "MessageGroupId": f"{kind}-{identifier}",
                    "MessageDeduplicationId": f"{kind}-{identifier}-{minute}",
                }
                for position, (kind, identifier) in enumerate(moved)
            ]
        )


def _message(position: int, job: IndexJob) -> Message:
    message: Message = {"Id": str(position), "MessageBody": encode_index_job(job)}
    if job.again:
        message["DelaySeconds"] = LATER_S
    return message
