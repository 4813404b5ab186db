"""Send messages to a queue by as many as it takes at once, and again what it refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef as Message

# SQS's limits of one call: of its messages, and of what they hold together.
MAX_MESSAGES: Final = 10
MAX_BYTES: Final = 1024 * 1024
MAX_ROUNDS: Final = 5
FIRST_PAUSE_S: Final = 0.05


class MessagesRefused(Exception):
    """The queue kept refusing a part of the messages."""


def batches(messages: Sequence[Message]) -> Iterator[Sequence[Message]]:
    """Cut messages, in their order, into what one call may send; one that is too long by itself stands alone."""
    start = total = 0
    for end, message in enumerate(messages):
        size = _size(message)
        if end > start and (end - start == MAX_MESSAGES or total + size > MAX_BYTES):
            yield messages[start:end]
            start, total = end, 0
        total += size
    if start < len(messages):
        yield messages[start:]


def _size(message: Message) -> int:
    """Return the bytes that SQS counts: the body, and names, types and values of attributes."""
    size = len(message["MessageBody"].encode())
    for name, attribute in message.get("MessageAttributes", {}).items():
        value = attribute.get("BinaryValue", attribute.get("StringValue", "").encode())
        size += len(name.encode()) + len(attribute["DataType"].encode())
        # Attributes are received as bytes; the other types that may be sent are streams, of unknown length.
        size += len(value) if isinstance(value, bytes) else 0
    return size


class SqsBatches:
    """One queue, with capped back-off and jitter."""

    def __init__(
        self, client: SQSClient, queue_url: str, sleep: Callable[[float], None], random: Callable[[], float]
    ) -> None:
        self._client = client
        self._queue_url = queue_url
        self._sleep = sleep
        self._random = random

    def send(self, messages: Sequence[Message]) -> None:
        """Send messages; ids are unique among ten in a row. Raise MessagesRefused; some may have been sent then."""
        for batch in batches(messages):
            self._send_batch(batch)

    def _send_batch(self, messages: Sequence[Message]) -> None:
        waiting = list(messages)
        ceiling = FIRST_PAUSE_S
        for _ in range(MAX_ROUNDS):
            answer = self._client.send_message_batch(QueueUrl=self._queue_url, Entries=waiting)
            refused = {failure["Id"] for failure in answer.get("Failed", ())}
            waiting = [message for message in waiting if message["Id"] in refused]
            if not waiting:
                return
            self._sleep(ceiling * self._random())
            ceiling *= 2
        raise MessagesRefused(f"{len(waiting)} of {len(messages)} messages")
