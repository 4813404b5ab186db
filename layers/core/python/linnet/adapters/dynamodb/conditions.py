"""Writes that hold only under a condition."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from pynamodb.exceptions import DeleteError, PutError, UpdateError
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model

from linnet.adapters.dynamodb.transactions import Random, Sleep, retry_conflicts

CONDITION_FAILED: Final = "ConditionalCheckFailedException"


def written(write: Callable[[], object]) -> bool:
    """Make one conditional write. Return False where its condition does not hold; every other failure is raised."""
    try:
        write()
    except (PutError, UpdateError, DeleteError) as error:
        if error.cause_response_code != CONDITION_FAILED:
            raise
        return False
    return True


def updated(row: Model, actions: Iterable[Action], condition: Condition, sleep: Sleep, random: Random) -> bool:
    """Update a row that transactions write too. Return False where the condition does not hold."""
    wanted = list(actions)
    return written(lambda: retry_conflicts(lambda: row.update(actions=wanted, condition=condition), sleep, random))
