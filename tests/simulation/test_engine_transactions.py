"""Transactions of the engine: reasons, tokens and conflicts."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError, ReadTimeoutError

from tests.simulation.engine import errors
from tests.simulation.engine.sdk import Call
from tests.simulation.small_cloud import SmallCloud, item

TEN_MINUTES_MS = 10 * 60 * 1000


def put(pk: str, **more: Any) -> dict[str, Any]:
    return {"Put": {"TableName": "likes", "Item": item(pk), **more}}


def once(pk: str) -> dict[str, Any]:
    return put(pk, ConditionExpression="attribute_not_exists(pk)", ReturnValuesOnConditionCheckFailure="ALL_OLD")


def add(pk: str, number: int = 1) -> dict[str, Any]:
    return {
        "Update": {
            "TableName": "likes",
            "Key": item(pk),
            "UpdateExpression": "ADD likes :number",
            "ExpressionAttributeValues": {":number": {"N": str(number)}},
        }
    }


def transact(small: SmallCloud, *actions: dict[str, Any], token: str | None = None) -> None:
    more = {} if token is None else {"ClientRequestToken": token}
    small.call("TransactWriteItems", TransactItems=list(actions), **more)


def reasons(error: ClientError) -> list[str]:
    response: Any = error.response
    return [reason["Code"] for reason in response["CancellationReasons"]]


def test_nothing_is_written_when_one_condition_fails_and_each_action_has_its_reason() -> None:
    small = SmallCloud()
    small.put("ann", note="hers")
    with pytest.raises(ClientError) as refused:
        transact(small, put("bob"), once("ann"))
    assert refused.value.response["Error"]["Code"] == "TransactionCanceledException"
    assert reasons(refused.value) == ["None", "ConditionalCheckFailed"]
    response: Any = refused.value.response
    assert response["CancellationReasons"][1]["Item"] == item("ann", note="hers")
    assert small.get("bob") is None


def test_a_conflict_stands_beside_a_failed_condition() -> None:
    small = SmallCloud()
    small.put("ann")

    def meet(call: Call) -> None:
        call.conflicts = frozenset({0})

    small.script.before = [meet]
    with pytest.raises(ClientError) as refused:
        transact(small, put("bob"), once("ann"), put("cat"))
    assert reasons(refused.value) == ["TransactionConflict", "ConditionalCheckFailed", "None"]


def test_a_repeated_token_writes_once_within_ten_minutes_and_again_behind_them() -> None:
    small = SmallCloud()
    transact(small, add("ann"), token="t")
    small.clock.advance(TEN_MINUTES_MS - 1)
    transact(small, add("ann"), token="t")
    assert small.get("ann") == item("ann", likes=1)
    small.clock.advance(1)
    transact(small, add("ann"), token="t")
    assert small.get("ann") == item("ann", likes=2)


def test_a_token_with_other_actions_is_refused() -> None:
    small = SmallCloud()
    transact(small, add("ann"), token="t")
    with pytest.raises(ClientError, match="IdempotentParameterMismatchException"):
        transact(small, add("ann", 2), token="t")


def test_a_cancelled_transaction_does_not_use_its_token_up() -> None:
    small = SmallCloud()
    small.put("ann")
    with pytest.raises(ClientError):
        transact(small, once("ann"), token="t")
    small.call("DeleteItem", TableName="likes", Key=item("ann"))
    transact(small, once("ann"), token="t")
    assert small.get("ann") == item("ann")


def test_the_repetition_of_a_lost_answer_finds_the_token_and_writes_nothing_more() -> None:
    small = SmallCloud()

    def lose(call: Call) -> None:
        raise errors.timed_out(call)

    small.script.after = [lose]
    transact(small, add("ann"))
    assert small.script.attempts("TransactWriteItems") == 2
    assert small.get("ann") == item("ann", likes=1)


def test_the_repetition_of_a_plain_write_with_a_lost_answer_writes_twice() -> None:
    small = SmallCloud()

    def lose(call: Call) -> None:
        raise errors.timed_out(call)

    small.script.after = [lose]
    small.call("UpdateItem", **add("ann")["Update"])
    assert small.get("ann") == item("ann", likes=2)


def test_two_actions_on_one_item_are_invalid() -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        transact(SmallCloud(), put("ann"), add("ann"))


def test_an_answer_that_never_comes_is_a_time_out() -> None:
    small = SmallCloud()

    def lose(call: Call) -> None:
        raise errors.timed_out(call)

    small.script.after = [lose] * 3
    with pytest.raises(ReadTimeoutError):
        small.put("ann")
    assert small.get("ann") == item("ann")
