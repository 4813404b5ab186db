"""Commit transactions, retrying what another writer's transaction got in the way of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from pynamodb.connection import Connection
from pynamodb.exceptions import CancellationReason, PynamoDBException, TransactWriteError
from pynamodb.transactions import TransactWrite

T = TypeVar("T")
Sleep = Callable[[float], None]
Random = Callable[[], float]

# Of one transaction: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
MAX_ACTIONS = 100
MAX_ATTEMPTS = 8
FIRST_PAUSE_S = 0.01
LONGEST_PAUSE_S = 0.4

CONDITION_FAILED = "ConditionalCheckFailed"
# Reasons that say nothing about the data: the same request can succeed a moment later.
_PASSING_REASONS = frozenset({"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})
# The SDK retries throttling of whole requests itself, but none of these.
_PASSING_ERRORS = frozenset({"TransactionConflictException", "TransactionInProgressException"})


class ConditionsFailed(Exception):
    """A transaction was refused because of what is stored: trying again changes nothing.

    `reasons` stands in the order in which the actions were added, None for an action that was not at fault;
    `raw_item` of a reason is the stored item where the action asked for it (`return_values="ALL_OLD"`).
    """

    def __init__(self, reasons: list[CancellationReason | None]) -> None:
        super().__init__(", ".join(reason.code if reason else "-" for reason in reasons))
        self.reasons = reasons

    def at(self, action: int) -> bool:
        """Tell whether the condition of the n-th action (from 0) failed."""
        reason = self.reasons[action]
        return reason is not None and reason.code == CONDITION_FAILED


class _OrderedWrite(TransactWrite):
    """Remember the order of the actions: pynamodb sends them grouped by kind, and so come the reasons."""

    def __init__(self, connection: Connection, token: str) -> None:
        super().__init__(connection=connection, client_request_token=token)
        self.kinds: list[int] = []

    def condition_check(self, *args: Any, **kwargs: Any) -> None:
        self.kinds.append(0)
        super().condition_check(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> None:
        self.kinds.append(1)
        super().delete(*args, **kwargs)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.kinds.append(2)
        super().save(*args, **kwargs)

    def update(self, *args: Any, **kwargs: Any) -> None:
        self.kinds.append(3)
        super().update(*args, **kwargs)

    def in_order(self, reasons: list[CancellationReason | None]) -> list[CancellationReason | None]:
        sent = sorted(range(len(self.kinds)), key=lambda position: self.kinds[position])
        ordered: list[CancellationReason | None] = [None] * len(sent)
        for position, reason in zip(sent, reasons, strict=True):
            ordered[position] = reason
        return ordered


def new_token(random: Random) -> str:
    """Return a client request token: at most 36 characters, unique for the ten minutes that DynamoDB remembers it."""
    return "".join(f"{int(random() * (1 << 52)):013x}" for _ in range(2))


def retry_conflicts(call: Callable[[], T], sleep: Sleep, random: Random) -> T:
    """Make a call again while another transaction holds one of its items, with capped exponential back-off and jitter.

    The last refusal is raised as it is.
    """
    ceiling = FIRST_PAUSE_S
    for _ in range(MAX_ATTEMPTS - 1):
        try:
            return call()
        except PynamoDBException as error:
            if not _passing(error):
                raise
        sleep(ceiling * random())
        ceiling = min(LONGEST_PAUSE_S, ceiling * 2)
    return call()


def commit(
    connection: Connection, fill: Callable[[TransactWrite], None], token: str, sleep: Sleep, random: Random
) -> None:
    """Write all of what `fill` adds, or nothing. Raise ConditionsFailed, or TransactWriteError when it stays refused.

    `token` makes a repetition of the very same actions within ten minutes a success without effect, so `fill` must add
    the same actions each time it is called.
    """

    def attempt() -> None:
        write = _OrderedWrite(connection, token)
        try:
            with write:
                fill(write)
        except TransactWriteError as error:
            reasons = error.cancellation_reasons
            if any(reason is not None and reason.code == CONDITION_FAILED for reason in reasons):
                raise ConditionsFailed(write.in_order(reasons)) from error
            raise

    retry_conflicts(attempt, sleep, random)


def _passing(error: PynamoDBException) -> bool:
    if error.cause_response_code in _PASSING_ERRORS:
        return True
    if not isinstance(error, TransactWriteError):
        return False
    codes = {reason.code for reason in error.cancellation_reasons if reason is not None}
    return bool(codes) and codes <= _PASSING_REASONS
