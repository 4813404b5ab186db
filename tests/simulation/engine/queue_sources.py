"""Feed a function from a queue: batches of messages, each of which may fail alone."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any, Final

from tests.simulation.engine.deliveries import BadAnswer, Delivery, as_json, failed_identifiers
from tests.simulation.engine.queues import Message, Queue
from tests.simulation.engine.streams import ACCOUNT, REGION

DEFAULT_BATCH_SIZE: Final = 10
# Without a limit of its own a function would take what the account has; a simulation needs no more than this.
DEFAULT_CONCURRENCY: Final = 10


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """How a function is fed from a queue."""

    function: str
    queue: str
    batch_size: int = DEFAULT_BATCH_SIZE
    concurrency: int = DEFAULT_CONCURRENCY
    partial: bool = True


class QueueSource:
    """Deliver what is visible, as many batches at once as the concurrency allows."""

    def __init__(self, settings: QueueSettings, queue: Queue) -> None:
        self.settings = settings
        self.function = settings.function
        self.name = settings.queue
        self.queue = queue
        self._slots = [str(number) for number in range(settings.concurrency)]
        self._busy: dict[str, tuple[Delivery, list[Message]]] = {}

    def due(self) -> list[str]:
        """Return as many free slots as there are batches of visible messages."""
        batches = -(-len(self.queue.visible()) // self.settings.batch_size)
        if not batches:
            return []
        return [slot for slot in self._slots if slot not in self._busy][:batches]

    def draw(self, lane: str) -> Delivery | None:
        """Receive a batch; None when all that was visible went to the dead-letter queue."""
        if lane in self._busy:
            raise ValueError(f"slot {lane} of {self.name} is busy")
        messages = self.queue.receive(self.settings.batch_size)
        if not messages:
            return None
        event = {"Records": [self._record(message) for message in messages]}
        delivery = Delivery(self.function, lane, as_json(event))
        # What was received is known by this delivery's receipts, whatever becomes of the messages meanwhile.
        self._busy[lane] = (delivery, messages)
        return delivery

    def finish(self, delivery: Delivery, answer: Any) -> None:
        """Delete what the function did; what it reports as failed shows itself again in time."""
        records = delivery.event["Records"]
        try:
            known = [record["messageId"] for record in records]
            failed = failed_identifiers(answer, known) if self.settings.partial else set()
        except BadAnswer:
            self.fail(delivery)
            return
        for record in records:
            if record["messageId"] not in failed:
                self.queue.delete(record["receiptHandle"])
        self._release(delivery)

    def fail(self, delivery: Delivery) -> None:
        """Leave every message to its visibility time-out: the function raised, timed out or was killed."""
        self._release(delivery)

    def refuse(self, delivery: Delivery) -> None:
        """Leave every message to its visibility time-out: there was no concurrency left for the function."""
        self._release(delivery)

    def next_due_ms(self) -> int | None:
        """Return when the next hidden message shows itself."""
        return self.queue.next_visible_ms()

    def pending(self) -> int:
        """Return how many messages are not done with."""
        return len(self.queue.messages)

    def _release(self, delivery: Delivery) -> None:
        if self._busy.get(delivery.lane, (None,))[0] is delivery:
            del self._busy[delivery.lane]

    def _record(self, message: Message) -> dict[str, Any]:
        group = {"MessageGroupId": message.group} if self.queue.definition.fifo else {}
        return {
            "messageId": message.id,
            "receiptHandle": message.receipt,
            "body": message.body,
            "attributes": {
                "ApproximateReceiveCount": str(message.received),
                "SentTimestamp": str(message.sent_ms),
                "SenderId": "AIDASIMULATED",
                "ApproximateFirstReceiveTimestamp": str(message.first_received_ms),
                **group,
            },
            "messageAttributes": message.attributes,
            "md5OfBody": hashlib.md5(message.body.encode(errors="surrogatepass"), usedforsecurity=False).hexdigest(),
            "eventSource": "aws:sqs",
            "eventSourceARN": f"arn:aws:sqs:{REGION}:{ACCOUNT}:{self.name}",
            "awsRegion": REGION,
        }
