"""The queue of exports: one JSON message for each piece of work."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from linnet.adapters.queue_messages import parsed
from linnet.adapters.sqs_batches import SqsBatches
from linnet.domain.exports import ExportOrder

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

EXPORT_VERSION: Final = 1


def encode_export(order: ExportOrder) -> str:
    """Write an order as a message; ids are strings, as everywhere in JSON."""
    message = {"version": EXPORT_VERSION, "user_id": str(order.user_id), "export_id": str(order.export_id)}
    return json.dumps(message, separators=(",", ":"))


def decode_export(body: str) -> ExportOrder:
    """Read a message. Raise MalformedMessage."""
    with parsed(body, EXPORT_VERSION) as message:
        return ExportOrder(int(message["user_id"]), int(message["export_id"]))


class SqsExports:
    """Implement the port `ExportQueue`."""

    def __init__(
        self, client: SQSClient, queue_url: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._batches = SqsBatches(client, queue_url, sleep, random)

    def send(self, orders: Sequence[ExportOrder]) -> None:
        self._batches.send(
            [{"Id": str(number), "MessageBody": encode_export(order)} for number, order in enumerate(orders)]
        )
