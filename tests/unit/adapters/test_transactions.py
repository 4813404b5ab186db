"""Transactions in each other's way are tried again, refused conditions never."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError
from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection import Connection
from pynamodb.exceptions import CancellationReason, TransactWriteError, UpdateError, VerboseClientError
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb.binding import Connect, bind
from linnet.adapters.dynamodb.transactions import (
    LONGEST_PAUSE_S,
    MAX_ATTEMPTS,
    ConditionsFailed,
    commit,
    new_token,
    retry_conflicts,
)


class Row(Model):
    pk = UnicodeAttribute(hash_key=True)


class ScriptedConnection(Connection):
    """Fail as often as the test says, each time for the same reasons; `sent` holds the client tokens."""

    def __init__(self, failures: int, *codes: str | None, error: str = "TransactionCanceledException") -> None:
        super().__init__(region="us-east-1")
        self.sent: list[str] = []
        self._failures = failures
        self._error = refusal(error, *codes)

    def transact_write_items(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        self.sent.append(kwargs["client_request_token"])
        if len(self.sent) <= self._failures:
            raise TransactWriteError("refused", self._error)
        return {}


def refusal(code: str, *reasons: str | None) -> ClientError:
    return VerboseClientError(
        {"Error": {"Code": code, "Message": ""}},
        "TransactWriteItems",
        cancellation_reasons=[None if reason is None else CancellationReason(code=reason) for reason in reasons],
    )


def fill(write: TransactWrite) -> None:
    row = bind(Row, "rows", Connect(region="us-east-1"))
    write.save(row("1"), condition=Row.pk.does_not_exist())
    write.delete(row("2"))
    write.condition_check(row, "3", condition=Row.pk.exists())


class Pauses:
    def __init__(self) -> None:
        self.taken: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.taken.append(seconds)


def run(connection: ScriptedConnection, pauses: Pauses, chance: Callable[[], float] = lambda: 1.0) -> None:
    commit(connection, fill, "token", pauses.sleep, chance)


@pytest.mark.parametrize("reason", ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"])
def test_a_conflict_is_tried_again_with_the_same_token_and_longer_pauses(reason: str) -> None:
    connection, pauses = ScriptedConnection(4, None, reason, None), Pauses()
    run(connection, pauses)
    assert connection.sent == ["token"] * 5
    assert pauses.taken == [0.01, 0.02, 0.04, 0.08]


def test_pauses_are_shortened_by_chance_and_capped() -> None:
    connection, pauses = ScriptedConnection(MAX_ATTEMPTS - 1, "TransactionConflict", None, None), Pauses()
    run(connection, pauses, lambda: 0.5)
    assert pauses.taken[0] == 0.005
    assert max(pauses.taken) == LONGEST_PAUSE_S / 2


def test_a_conflict_that_stays_is_raised_in_the_end() -> None:
    connection = ScriptedConnection(MAX_ATTEMPTS, "TransactionConflict", None, None)
    with pytest.raises(TransactWriteError):
        run(connection, Pauses())
    assert len(connection.sent) == MAX_ATTEMPTS


def test_a_transaction_still_in_progress_is_waited_for() -> None:
    connection = ScriptedConnection(1, error="TransactionInProgressException")
    run(connection, Pauses())
    assert len(connection.sent) == 2


def test_a_refused_condition_is_not_tried_again_even_beside_a_conflict() -> None:
    # In the order that DynamoDB is sent: checks, deletes, puts.
    connection = ScriptedConnection(1, "TransactionConflict", None, "ConditionalCheckFailed")
    with pytest.raises(ConditionsFailed) as refused:
        run(connection, Pauses())
    assert len(connection.sent) == 1
    assert [refused.value.at(action) for action in range(3)] == [True, False, False]


def test_reasons_stand_in_the_order_of_the_actions() -> None:
    connection = ScriptedConnection(1, "ConditionalCheckFailed", None, None)
    with pytest.raises(ConditionsFailed) as refused:
        run(connection, Pauses())
    assert [refused.value.at(action) for action in range(3)] == [False, False, True]


def test_other_refusals_are_raised_as_they_are() -> None:
    connection = ScriptedConnection(1, "ItemCollectionSizeLimitExceeded", None, None)
    with pytest.raises(TransactWriteError):
        run(connection, Pauses())
    assert len(connection.sent) == 1


def test_a_single_write_waits_for_a_transaction_on_its_item() -> None:
    left = [1]

    def write() -> str:
        if left:
            left.pop()
            raise UpdateError("refused", refusal("TransactionConflictException"))
        return "written"

    assert retry_conflicts(write, Pauses().sleep, lambda: 1.0) == "written"


def test_tokens_fit_and_differ() -> None:
    chances = iter((0.0, 0.25, 0.5, 0.999999))
    first, second = new_token(lambda: next(chances)), new_token(lambda: next(chances))
    assert first != second
    assert len(first) == len(second) == 26
