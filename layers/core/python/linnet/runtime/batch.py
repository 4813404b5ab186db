"""Streams and queues at the edge: what becomes of a batch when one of its records fails.

Powertools' batch processor is not used: it lets the records behind a failed one of the same item pass, and importing
its event classes costs more than these lines.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final, Generic, Protocol, TypeVar

from botocore.exceptions import BotoCoreError, ClientError

from linnet.adapters.dynamodb.change_records import PoisonRecord
from linnet.adapters.queue_messages import MalformedMessage
from linnet.ports.environment import Parallel
from linnet.ports.timelines import FailureStore
from linnet.runtime.bootstrap import environment
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count, logger, observed

C = TypeVar("C")
S = TypeVar("S")

Record = Mapping[str, Any]
Answer = dict[str, Any]

REPORT: Final = "report"
RAISE: Final = "raise"

# A lane waits in a thread while its records wait for theirs: far fewer than the threads of a container.
LANES: Final = 8


class Worker(Generic[S]):
    """The Lambda entry point of a function that works off streams or queues; services are built at its first batch."""

    def __init__(self, function: str, build: Callable[[Environment], S], work: Callable[[S, Record], Answer]) -> None:
        self.function = function
        self._build = build
        self._work = work
        self._services: S | None = None
        self.lambda_handler = observed(self.answer)

    def use(self, services: S) -> None:
        """Work with these services instead of building them from the environment (tests, the simulator)."""
        self._services = services

    def answer(self, event: Record, _context: object = None) -> Answer:
        """Work off a batch."""
        if self._services is None:
            self._services = self._build(environment(self.function))
        return self._work(self._services, event)


class StreamServices(Protocol):
    """What functions on streams have beside their use cases.

    `mode` is "report" where the event source goes on from the sequence number it is told, and "raise" where only an
    error makes it repeat the batch. Poison is kept in `failures`.
    """

    @property
    def mode(self) -> str: ...

    @property
    def failures(self) -> FailureStore: ...


class LaneServices(StreamServices, Protocol):
    """What functions have that work off several items of a stream at once."""

    @property
    def parallel(self) -> Parallel: ...


def work_off_stream(source: str, services: LaneServices, event: Record, handle: Callable[[Record], None]) -> Answer:
    """Handle the records of a stream, those of one item in their order and no further than its first failure.

    Items are spread over lanes that run at once: a shard may bring a thousand records a second, and each waits for
    several calls. What other lanes did behind a failure is delivered again, which is why `handle` must be repeatable.
    Behind poison the lane goes on.
    """
    records: Sequence[Record] = event["Records"]

    def work_off(lane: Sequence[Record]) -> _Failure | None:
        for record in lane:
            try:
                handle(record)
            except PoisonRecord as poison:
                keep_poison(services.failures, source, record, poison)
            except Exception as error:  # noqa: BLE001 - reported or raised when the other lanes have ended
                count("StreamRecordFailed")
                logger().exception("stream record failed", extra={"source": source, "sequence": _sequence(record)})
                return _Failure(record, error)
        return None

    ended = services.parallel.run([partial(work_off, lane) for lane in lanes_of(records)])
    failed = [failure for failure in ended if failure]
    if not failed:
        return {"batchItemFailures": []}
    first = min(failed, key=lambda failure: int(_sequence(failure.record)))
    if services.mode == RAISE:
        raise first.error
    return failed_from(first.record)


def work_off_batch(
    source: str,
    services: StreamServices,
    event: Record,
    decode: Callable[[Record], C],
    handle: Callable[[Sequence[C]], None],
) -> Answer:
    """Handle the records of a stream as a whole, which must be repeatable: if it fails, all are delivered again."""
    records: Sequence[Record] = event["Records"]
    changes: list[C] = []
    for record in records:
        try:
            changes.append(decode(record))
        except PoisonRecord as poison:
            keep_poison(services.failures, source, record, poison)
    try:
        handle(changes)
    except Exception:
        count("StreamRecordFailed")
        logger().exception("stream batch failed", extra={"source": source, "sequence": _sequence(records[0])})
        if services.mode == RAISE:
            raise
        return failed_from(records[0])
    return {"batchItemFailures": []}


def lanes_of(records: Sequence[Record]) -> list[list[Record]]:
    """Spread records over at most LANES lanes, all records of one item into the same, each lane in stream order."""
    lane_of_item: dict[str, int] = {}
    lanes: list[list[Record]] = []
    for record in records:
        item = json.dumps(record["dynamodb"].get("Keys"), sort_keys=True)
        lane = lane_of_item.setdefault(item, len(lane_of_item) % LANES)
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(record)
    return lanes


@dataclass(frozen=True, slots=True)
class _Failure:
    record: Record
    error: Exception


def keep_poison(failures: FailureStore, source: str, record: Record, poison: PoisonRecord) -> None:
    """Put a record that no retry can decode into the failure store."""
    count("PoisonRecord")
    logger().error("poison", extra={"source": source, "sequence": poison.sequence, "reason": str(poison)})
    failures.put(source, record, str(poison))


def failed_from(record: Record) -> Answer:
    """Ask the event source to repeat the batch from a record on."""
    return {"batchItemFailures": [{"itemIdentifier": _sequence(record)}]}


def partial_failures(event: Record, handle: Callable[[str], None], parallel: Parallel | None = None) -> Answer:
    """Handle the messages of a queue, each on its own; those that fail stay and reach the dead-letter queue in time.

    That holds for messages that nothing can read, too: the dead-letter queue keeps them with their payload. They are
    handled one by one, or with `parallel` at once: where each waits for several calls, a batch takes as long as one.
    """

    def work(message: Record) -> str | None:
        try:
            handle(message["body"])
        except Exception:  # noqa: BLE001 - one message must not take the others with it
            _message_failed(message)
            return str(message["messageId"])
        return None

    calls = [partial(work, message) for message in event.get("Records", ())]
    ended = parallel.run(calls) if parallel else [call() for call in calls]
    return {"batchItemFailures": [{"itemIdentifier": failed} for failed in ended if failed is not None]}


def partial_failures_at_once(event: Record, handle: Callable[[str], None], parallel: Parallel) -> Answer:
    """Handle the messages of a queue as `partial_failures` does, but at once: one that waits holds up no other."""

    def work(message: Record) -> Callable[[], Answer]:
        return lambda: partial_failures({"Records": [message]}, handle)

    answers = parallel.run([work(message) for message in event.get("Records", ())])
    return {"batchItemFailures": [each for answer in answers for each in answer["batchItemFailures"]]}


def ordered_partial_failures(event: Record, handle: Callable[[str], None], parallel: Parallel) -> Answer:
    """Handle the messages of a first-in-first-out queue: groups at once, each in its order.

    Behind a failed message its group waits: the queue gives it again from there.
    """
    groups: dict[str, list[Record]] = {}
    for message in event.get("Records", ()):
        groups.setdefault(str(message["attributes"]["MessageGroupId"]), []).append(message)

    def work(messages: Sequence[Record]) -> Callable[[], Sequence[Record]]:
        def run() -> Sequence[Record]:
            for number, message in enumerate(messages):
                if partial_failures({"Records": [message]}, handle)["batchItemFailures"]:
                    return messages[number:]
            return ()

        return run

    failed = parallel.run([work(messages) for messages in groups.values()])
    return {"batchItemFailures": [{"itemIdentifier": each["messageId"]} for part in failed for each in part]}


def patient_failures(
    event: Record,
    decode: Callable[[str], C],
    handle: Callable[[Sequence[C]], Collection[int]],
    postpone: Callable[[Sequence[Record]], None],
) -> Answer:
    """Handle the messages of queues at once; `handle` answers with the positions of those that have to come again.

    They show themselves later after each failure, so that a fault of hours is waited for without a storm. What nothing
    can read waits with them, and reaches the dead-letter queue in the end. Messages of first-in-first-out queues keep
    their queue's own time-out.
    """
    messages: list[Record] = []
    decoded: list[C] = []
    failed: list[Record] = []
    for message in event.get("Records", ()):
        try:
            decoded.append(decode(message["body"]))
        except MalformedMessage:
            _message_failed(message)
            failed.append(message)
        else:
            messages.append(message)
    try:
        again = handle(decoded)
    except Exception:  # noqa: BLE001 - what became of which is not known: all of it comes again
        count("QueueMessageFailed", len(messages))
        logger().exception("messages failed", extra={"messages": len(messages)})
        again = range(len(messages))
    failed += [messages[position] for position in again]
    waiting = [each for each in failed if "MessageGroupId" not in each.get("attributes", {"MessageGroupId": ""})]
    if waiting:
        _postpone(waiting, postpone)
    return {"batchItemFailures": [{"itemIdentifier": each["messageId"]} for each in failed]}


def _postpone(messages: Sequence[Record], postpone: Callable[[Sequence[Record]], None]) -> None:
    try:
        postpone(messages)
    except (BotoCoreError, ClientError):
        # They come back by the queue's own time-out then.
        logger().exception("messages not postponed", extra={"messages": len(messages)})


def _message_failed(message: Record) -> None:
    count("QueueMessageFailed")
    logger().exception("message failed", extra={"messageId": message.get("messageId")})


def _sequence(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])
