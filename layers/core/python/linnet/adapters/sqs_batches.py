"""Send messages to a queue by ten, and again what it refused."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_sqs.client import SQSClient
    from mypy_boto3_sqs.type_defs import SendMessageBatchRequestEntryTypeDef as Message

MAX_MESSAGES: Final = 10
MAX_ROUNDS: Final = 5
FIRST_PAUSE_S: Final = 0.05


class MessagesRefused(Exception):
    """The queue kept refusing a part of the messages."""


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
        for start in range(0, len(messages), MAX_MESSAGES):
            self._send_batch(messages[start : start + MAX_MESSAGES])

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
