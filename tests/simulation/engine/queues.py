"""Queues as SQS has them: hidden while somebody works on them, delivered at least once and in any order.

First-in-first-out queues keep the order of each group, whose messages wait while one of them is worked on, and take a
deduplication id once in five minutes.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from linnet.ports.environment import Clock
from tests.simulation.engine.errors import AwsError, NotSimulated
from tests.simulation.engine.streams import ACCOUNT, REGION

if TYPE_CHECKING:
    import random

    from tests.simulation.engine.sdk import Call

MAX_ENTRIES: Final = 10
MAX_BYTES: Final = 1024 * 1024
MAX_DELAY_S: Final = 900
DEFAULT_RETENTION_S: Final = 4 * 86_400
DEFAULT_VISIBILITY_S: Final = 30
DEDUPLICATION_MS: Final = 5 * 60_000

_ALLOWED: Final = re.compile("[\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]+").fullmatch
_MESSAGE: Final = frozenset({"MessageBody", "DelaySeconds", "MessageAttributes"})
_ORDERED_MESSAGE: Final = frozenset({"MessageBody", "MessageAttributes", "MessageGroupId", "MessageDeduplicationId"})


@dataclass(frozen=True, slots=True)
class QueueDefinition:
    """A queue of the template; after `max_receives` deliveries a message goes to `dead_letters`."""

    name: str
    visibility_s: int = DEFAULT_VISIBILITY_S
    retention_s: int = DEFAULT_RETENTION_S
    max_receives: int | None = None
    dead_letters: str | None = None
    fifo: bool = False
    delay_s: int = 0


@dataclass(slots=True)
class Message:
    """A message; `receipt` is the number of its latest delivery, `group` is empty where there is no order to keep."""

    id: str
    body: str
    sent_ms: int
    visible_ms: int
    attributes: Mapping[str, Any] = field(default_factory=dict)
    group: str = ""
    received: int = 0
    first_received_ms: int | None = None
    receipt: str = ""


class Queue:
    """Messages in the order in which they were sent, until somebody shuffles them."""

    def __init__(
        self, definition: QueueDefinition, clock: Clock, random: random.Random, dead_letters: Queue | None
    ) -> None:
        self.definition = definition
        self.name = definition.name
        self.messages: list[Message] = []
        self.dead_letters = dead_letters
        self._clock = clock
        self._random = random
        self._made = 0
        self._known: dict[tuple[str, str], Message] = {}

    def once(
        self, body: str, group: str, deduplication_id: str, attributes: Mapping[str, Any] | None = None
    ) -> Message:
        """Add a message to a group, unless its id was taken there in the last five minutes."""
        known = self._known.get((group, deduplication_id))
        if known is None or known.sent_ms <= self._clock.now_ms() - DEDUPLICATION_MS:
            known = self.inject(body, self.definition.delay_s, attributes, group)
            self._known[group, deduplication_id] = known
        return known

    def inject(
        self, body: str, delay_s: int = 0, attributes: Mapping[str, Any] | None = None, group: str = ""
    ) -> Message:
        """Add a message, whatever its body is."""
        self._made += 1
        now_ms = self._clock.now_ms()
        identifier = hashlib.md5(f"{self.name}/{self._made}".encode(), usedforsecurity=False).hexdigest()
        message = Message(identifier, body, now_ms, now_ms + delay_s * 1000, attributes or {}, group)
        self.messages.append(message)
        return message

    def receive(self, limit: int) -> list[Message]:
        """Deliver what is visible and hide it; what was delivered too often goes to the dead-letter queue instead."""
        self._forget()
        now_ms = self._clock.now_ms()
        taken: list[Message] = []
        for message in self.visible():
            if len(taken) == limit:
                break
            if self.definition.max_receives is not None and message.received >= self.definition.max_receives:
                self._give_up(message)
                continue
            message.received += 1
            message.first_received_ms = message.first_received_ms or now_ms
            message.visible_ms = now_ms + self.definition.visibility_s * 1000
            message.receipt = f"{message.id}/{message.received}"
            taken.append(message)
        return taken

    def visible(self) -> list[Message]:
        """Return what can be received now: of a group nothing while one of its messages is out."""
        now_ms = self._clock.now_ms()
        # What is still delayed holds nobody up: it was sent later.
        out = (each for each in self.messages if each.visible_ms > now_ms and each.received)
        held = {each.group for each in out} if self.definition.fifo else set()
        return [each for each in self.messages if each.visible_ms <= now_ms and each.group not in held]

    def postpone(self, receipt: str, seconds: int) -> None:
        """Hide a message, by its latest delivery, from now on for so long."""
        for message in self.messages:
            if message.receipt == receipt:
                message.visible_ms = self._clock.now_ms() + seconds * 1000

    def delete(self, receipt: str) -> None:
        """Remove a message by its latest delivery; an older receipt deletes nothing."""
        self.messages[:] = [message for message in self.messages if message.receipt != receipt]

    def duplicate(self, message_id: str) -> None:
        """Let a message that is still there be delivered once more beside itself."""
        found = next(message for message in self.messages if message.id == message_id)
        self.messages.append(Message(found.id, found.body, found.sent_ms, self._clock.now_ms(), found.attributes))

    def shuffle(self) -> None:
        """Deliver in another order from now on."""
        self._random.shuffle(self.messages)

    def redrive(self, to: Queue) -> int:
        """Send everything back to work; return how much that was."""
        moved, self.messages[:] = list(self.messages), []
        for message in moved:
            to.inject(message.body, attributes=message.attributes, group=message.group)
        return len(moved)

    def next_visible_ms(self) -> int | None:
        """Return when the next hidden message shows itself, None when none is hidden."""
        now_ms = self._clock.now_ms()
        return min((each.visible_ms for each in self.messages if each.visible_ms > now_ms), default=None)

    def _give_up(self, message: Message) -> None:
        self.messages.remove(message)
        if self.dead_letters is not None:
            message.received, message.receipt, message.visible_ms = 0, "", self._clock.now_ms()
            self.dead_letters.messages.append(message)

    def _forget(self) -> None:
        oldest = self._clock.now_ms() - self.definition.retention_s * 1000
        if any(message.sent_ms < oldest for message in self.messages):
            self.messages[:] = [message for message in self.messages if message.sent_ms >= oldest]


class Sqs:
    """Queues by their names, which are their URLs too."""

    def __init__(self, definitions: Iterable[QueueDefinition], clock: Clock, random: random.Random) -> None:
        by_name = {definition.name: definition for definition in definitions}
        self._queues: dict[str, Queue] = {}
        for definition in sorted(by_name.values(), key=lambda each: each.dead_letters is not None):
            dead_letters = self._queues[definition.dead_letters] if definition.dead_letters else None
            self._queues[definition.name] = Queue(definition, clock, random, dead_letters)
        self._operations: dict[str, Callable[[Queue, Call], dict[str, Any]]] = {
            "SendMessage": _send,
            "SendMessageBatch": _send_batch,
            "ReceiveMessage": _receive,
            "DeleteMessage": _delete,
            "DeleteMessageBatch": _delete_batch,
            "GetQueueAttributes": _attributes,
            "ChangeMessageVisibilityBatch": _postpone_batch,
        }

    def queue(self, name: str) -> Queue:
        """Return a queue. Raise QueueDoesNotExist."""
        if name not in self._queues:
            raise AwsError("QueueDoesNotExist", "The specified queue does not exist.")
        return self._queues[name]

    def queues(self) -> Mapping[str, Queue]:
        return self._queues

    def answer(self, call: Call) -> dict[str, Any]:
        """Carry out a call. Raise AwsError, or NotSimulated for what this engine lacks."""
        operation = self._operations.get(call.operation)
        if operation is None:
            raise NotSimulated(f"SQS {call.operation}")
        return operation(self.queue(call.params["QueueUrl"]), call)


def _send(queue: Queue, call: Call) -> dict[str, Any]:
    sent = _sent(queue, {name: value for name, value in call.params.items() if name != "QueueUrl"})
    return {"MessageId": sent.id, "MD5OfMessageBody": _md5(sent.body)}


def _send_batch(queue: Queue, call: Call) -> dict[str, Any]:
    entries = call.params["Entries"]
    if not entries:
        raise AwsError("EmptyBatchRequest", "The batch request doesn't contain any entries.")
    if len(entries) > MAX_ENTRIES:
        raise AwsError("TooManyEntriesInBatchRequest", f"Maximum number of entries per request are {MAX_ENTRIES}.")
    if len({entry["Id"] for entry in entries}) < len(entries):
        raise AwsError("BatchEntryIdsNotDistinct", "Two or more batch entries in the request have the same Id.")
    if sum(len(entry["MessageBody"].encode(errors="surrogatepass")) for entry in entries) > MAX_BYTES:
        raise AwsError("BatchRequestTooLong", f"Batch requests cannot be longer than {MAX_BYTES} bytes.")
    done = max(0, len(entries) - call.leave_unprocessed)
    answer: dict[str, Any] = {"Successful": [], "Failed": []}
    for position, entry in enumerate(entries):
        if position >= done:
            failure = {"Id": entry["Id"], "SenderFault": False, "Code": "ServiceUnavailable"}
            answer["Failed"].append(failure)
            continue
        try:
            sent = _sent(queue, {name: value for name, value in entry.items() if name != "Id"})
        except AwsError as error:
            failure = {"Id": entry["Id"], "SenderFault": True, "Code": error.code, "Message": error.message}
            answer["Failed"].append(failure)
        else:
            success = {"Id": entry["Id"], "MessageId": sent.id, "MD5OfMessageBody": _md5(sent.body)}
            answer["Successful"].append(success)
    return {name: entries for name, entries in answer.items() if entries}


def _sent(queue: Queue, fields: Mapping[str, Any]) -> Message:
    ordered = queue.definition.fifo
    if unknown := fields.keys() - (_ORDERED_MESSAGE if ordered else _MESSAGE):
        raise NotSimulated(f"an SQS message with {min(unknown)}")
    body, delay_s = fields["MessageBody"], fields.get("DelaySeconds", 0)
    if not body or not _ALLOWED(body):
        raise AwsError("InvalidMessageContents", "The message contains characters outside the allowed set.")
    if len(body.encode()) > MAX_BYTES:
        raise AwsError("InvalidParameterValue", f"One or more parameters are invalid: longer than {MAX_BYTES} bytes.")
    if not 0 <= delay_s <= MAX_DELAY_S:
        raise AwsError("InvalidParameterValue", f"Value {delay_s} for parameter DelaySeconds is invalid.")
    if not ordered:
        return queue.inject(body, delay_s, fields.get("MessageAttributes"))
    for name in ("MessageGroupId", "MessageDeduplicationId"):
        if not fields.get(name):
            raise AwsError("MissingParameter", f"The request must contain the parameter {name}.")
    return queue.once(body, fields["MessageGroupId"], fields["MessageDeduplicationId"], fields.get("MessageAttributes"))


def _receive(queue: Queue, call: Call) -> dict[str, Any]:
    messages = queue.receive(call.params.get("MaxNumberOfMessages", 1))
    received = [
        {
            "MessageId": each.id,
            "ReceiptHandle": each.receipt,
            "Body": each.body,
            "MD5OfBody": _md5(each.body),
            **({"MessageAttributes": dict(each.attributes)} if each.attributes else {}),
            **({"Attributes": _of_group(each)} if queue.definition.fifo else {}),
        }
        for each in messages
    ]
    return {"Messages": received} if received else {}


def _of_group(message: Message) -> dict[str, str]:
    return {"MessageGroupId": message.group, "MessageDeduplicationId": message.id}


def _delete(queue: Queue, call: Call) -> dict[str, Any]:
    queue.delete(call.params["ReceiptHandle"])
    return {}


def _delete_batch(queue: Queue, call: Call) -> dict[str, Any]:
    for entry in call.params["Entries"]:
        queue.delete(entry["ReceiptHandle"])
    return {"Successful": [{"Id": entry["Id"]} for entry in call.params["Entries"]]}


def _postpone_batch(queue: Queue, call: Call) -> dict[str, Any]:
    for entry in call.params["Entries"]:
        queue.postpone(entry["ReceiptHandle"], entry["VisibilityTimeout"])
    return {"Successful": [{"Id": entry["Id"]} for entry in call.params["Entries"]]}


def _attributes(queue: Queue, call: Call) -> dict[str, Any]:
    known = {
        "QueueArn": _arn(queue.name),
        "ApproximateNumberOfMessages": str(len(queue.visible())),
    }
    if queue.definition.dead_letters is not None:
        policy = {
            "deadLetterTargetArn": _arn(queue.definition.dead_letters),
            "maxReceiveCount": queue.definition.max_receives,
        }
        known["RedrivePolicy"] = json.dumps(policy)
    return {"Attributes": {name: known[name] for name in call.params["AttributeNames"] if name in known}}


def _arn(name: str) -> str:
    return f"arn:aws:sqs:{REGION}:{ACCOUNT}:{name}"


def _md5(body: str) -> str:
    return hashlib.md5(body.encode(), usedforsecurity=False).hexdigest()
