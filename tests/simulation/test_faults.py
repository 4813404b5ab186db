"""Faults of single calls."""

from __future__ import annotations

from functools import partial
from random import Random

import pytest
from botocore.exceptions import ReadTimeoutError

from tests.simulation.engine.errors import AwsError
from tests.simulation.engine.sdk import Call, Phase
from tests.simulation.faults import Faults, Invocation, Rates
from tests.simulation.schedule import Scheduler

LOST_FOR_SURE = Rates(lost_answer=1, in_progress=1e-12)


def transaction(attempt: int) -> Call:
    return Call("dynamodb", "TransactWriteItems", {"TransactItems": [], "ClientRequestToken": "t"}, attempt)


def read() -> Call:
    return Call("dynamodb", "GetItem", {"TableName": "tweets", "Key": {}}, 1)


def write() -> Call:
    return Call("dynamodb", "PutItem", {"TableName": "tweets", "Item": {"pk": {"S": "T#1"}}}, 1)


def repeated(seed: int) -> str:
    """Lose the answer of a transaction; return what its repetition by the SDK meets."""
    faults = Faults(Scheduler(Random(seed), 1_000_000), Random(seed), LOST_FOR_SURE, {})
    with pytest.raises(ReadTimeoutError):
        faults.on_call(transaction(1), Phase.AFTER)
    try:
        faults.on_call(transaction(2), Phase.BEFORE)
    except AwsError as error:
        return error.code
    except Exception as error:  # noqa: BLE001 - its kind is the answer
        return type(error).__name__
    return "nothing"


def test_a_transaction_whose_answer_was_lost_may_meet_itself() -> None:
    met = {repeated(seed) for seed in range(40)}

    assert {"TransactionInProgressException", "nothing"} < met


def test_a_first_sending_does_not() -> None:
    faults = Faults(Scheduler(Random(1), 1_000_000), Random(1), Rates(in_progress=1e-12), {})

    for _ in range(50):
        faults.on_call(transaction(1), Phase.BEFORE)

    assert faults.injected["in_progress"] == 0


def test_single_functions_can_be_killed_more_often() -> None:
    scheduler = Scheduler(Random(1), 1_000_000)
    faults = Faults(scheduler, Random(1), Rates(), {"weak": 2})
    invocations = [Invocation(function, 1, 9_000_000, None) for function in ("weak", "strong")]

    scheduler.join(
        [scheduler.spawn(each.name, lambda: faults.on_call(read(), Phase.BEFORE), each) for each in invocations]
    )

    assert [each.ended for each in invocations] == [True, False]


@pytest.mark.parametrize(
    ("rates", "phase"),
    [(Rates(lost_answer=1), Phase.AFTER), (Rates(throttle=1), Phase.BEFORE), (Rates(unreachable=1), Phase.BEFORE)],
)
def test_calls_of_what_is_spared_do_not_fail(rates: Rates, phase: Phase) -> None:
    failed: dict[bool, bool] = {}
    for spared in (False, True):
        scheduler = Scheduler(Random(1), 1_000_000)
        faults = Faults(scheduler, Random(1), rates, {})
        invocation = Invocation("any", 1, 9_000_000, None, spared=spared)
        task = scheduler.spawn("any", partial(faults.on_call, write(), phase), invocation)
        scheduler.join([task])
        failed[spared] = task.failure is not None

    assert failed == {False: True, True: False}


def test_what_is_spared_is_not_killed() -> None:
    scheduler = Scheduler(Random(1), 1_000_000)
    faults = Faults(scheduler, Random(1), Rates(kill=2), {})
    invocations = [
        Invocation("any", number, 9_000_000, None, spared=spared) for number, spared in enumerate((False, True))
    ]

    scheduler.join(
        [scheduler.spawn(each.name, lambda: faults.on_call(read(), Phase.BEFORE), each) for each in invocations]
    )

    assert [each.ended for each in invocations] == [True, False]
