"""Streams and queues at the edge: what becomes of a batch when one of its records fails.

Powertools' batch processor is not used: it lets the records behind a failed one of a stream pass, and importing its
event classes costs more than these lines.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Generic, TypeVar

from linnet.adapters.dynamodb.change_records import PoisonRecord
from linnet.ports.timelines import FailureStore
from linnet.runtime.bootstrap import environment
from linnet.runtime.environment import Environment
from linnet.runtime.observability import count, logger, observed

S = TypeVar("S")

Record = Mapping[str, Any]
Answer = dict[str, Any]

REPORT: Final = "report"
RAISE: Final = "raise"


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


def stop_at_first_failure(
    records: Sequence[Record],
    handle: Callable[[Record], None],
    *,
    source: str,
    mode: str,
    failures: FailureStore,
) -> Answer:
    """Handle the records of a stream in their order; nothing behind a failure is touched before it has passed.

    `mode` is "report" where the event source goes on from the sequence number it is told, and "raise" where only an
    error makes it repeat the batch. Poison is kept in the failure store, and the batch goes on.
    """
    for record in records:
        try:
            handle(record)
        except PoisonRecord as poison:
            keep_poison(failures, source, record, poison)
        except Exception:
            count("StreamRecordFailed")
            logger().exception("stream record failed", extra={"source": source, "sequence": _sequence(record)})
            if mode == RAISE:
                raise
            return failed_from(record)
    return {"batchItemFailures": []}


def keep_poison(failures: FailureStore, source: str, record: Record, poison: PoisonRecord) -> None:
    """Put a record that no retry can decode into the failure store."""
    count("PoisonRecord")
    logger().error("poison", extra={"source": source, "sequence": poison.sequence, "reason": str(poison)})
    failures.put(source, record, str(poison))


def failed_from(record: Record) -> Answer:
    """Ask the event source to repeat the batch from a record on."""
    return {"batchItemFailures": [{"itemIdentifier": _sequence(record)}]}


def partial_failures(event: Record, handle: Callable[[str], None]) -> Answer:
    """Handle the messages of a queue, each on its own; those that fail stay and reach the dead-letter queue in time.

    That holds for messages that nothing can read, too: the dead-letter queue keeps them with their payload.
    """
    failed: list[dict[str, str]] = []
    for message in event.get("Records", ()):
        try:
            handle(message["body"])
        except Exception:  # noqa: BLE001 - one message must not take the others with it
            count("QueueMessageFailed")
            logger().exception("message failed", extra={"messageId": message.get("messageId")})
            failed.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failed}


def _sequence(record: Record) -> str:
    return str(record["dynamodb"]["SequenceNumber"])
