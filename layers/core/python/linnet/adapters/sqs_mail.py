"""The queue of mails: one JSON message for each, with neither an address nor a secret in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from linnet.adapters.queue_messages import number, parsed
from linnet.adapters.sqs_batches import SqsBatches
from linnet.domain.mail import MailKind
from linnet.ports.mail import MailJob

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

MAIL_VERSION: Final = 1


def encode_mail(job: MailJob) -> str:
    """Write a job as a message; ids are strings, as everywhere in JSON."""
    message = {"version": MAIL_VERSION, "kind": job.kind.value, "order_id": str(job.order_id)}
    if job.user_id is not None:
        message["user_id"] = str(job.user_id)
    if job.address_sha256 is not None:
        message["address_sha256"] = job.address_sha256
    return json.dumps(message, separators=(",", ":"))


def decode_mail(body: str) -> MailJob:
    """Read a message. Raise MalformedMessage."""
    with parsed(body, MAIL_VERSION) as message:
        digest = message.get("address_sha256")
        return MailJob(
            order_id=int(message["order_id"]),
            kind=MailKind(message["kind"]),
            user_id=number(message.get("user_id")),
            address_sha256=None if digest is None else str(digest),
        )


class SqsMail:
    """Implement the port `MailJobs`."""

    def __init__(
        self, client: SQSClient, queue_url: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._batches = SqsBatches(client, queue_url, sleep, random)

    def send(self, jobs: Sequence[MailJob]) -> None:
        self._batches.send([{"Id": str(number), "MessageBody": encode_mail(job)} for number, job in enumerate(jobs)])
