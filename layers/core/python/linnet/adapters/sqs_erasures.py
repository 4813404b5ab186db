"""The queue of accounts to be erased: one JSON message for each piece of work."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

from linnet.adapters.queue_messages import parsed
from linnet.adapters.sqs_batches import SqsBatches
from linnet.domain.erasure import ErasureOrder

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient

ERASURE_VERSION: Final = 1


def encode_erasure(order: ErasureOrder) -> str:
    """Write an order as a message; numbers are strings, as everywhere in JSON."""
    message = {"version": ERASURE_VERSION, "user_id": str(order.user_id), "due_ms": str(order.due_ms)}
    if order.waited:
        message["waited"] = str(order.waited)
    return json.dumps(message, separators=(",", ":"))


def decode_erasure(body: str) -> ErasureOrder:
    """Read a message. Raise MalformedMessage."""
    with parsed(body, ERASURE_VERSION) as message:
        return ErasureOrder(int(message["user_id"]), int(message["due_ms"]), int(message.get("waited", 0)))


class SqsErasures:
    """Implement the port `ErasureQueue`."""

    def __init__(
        self, client: SQSClient, queue_url: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._batches = SqsBatches(client, queue_url, sleep, random)

    def send(self, orders: Sequence[ErasureOrder], delay_s: int) -> None:
        self._batches.send(
            [
                {"Id": str(number), "MessageBody": encode_erasure(order), "DelaySeconds": delay_s}
                for number, order in enumerate(orders)
            ]
        )
