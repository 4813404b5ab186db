"""What is asked of DynamoDB: operations, units as the engine reports them, and serial trips."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass
class Call:
    """One request to DynamoDB as the engine accounted for it.

    `billed` differs for queries that find nothing: they are free here, and AWS bills the smallest read.
    """

    operation: str
    table: str
    index: str | None
    reads: float
    writes: float
    billed: float
    size: int


@dataclass
class Calls:
    """What was asked of DynamoDB while recording; `trips` is the longest chain of calls that waited for one another."""

    made: list[Call] = field(default_factory=list)
    trips: int = 0

    @property
    def reads(self) -> float:
        return sum(call.reads for call in self.made)

    @property
    def writes(self) -> float:
        return sum(call.writes for call in self.made)

    @property
    def billed_reads(self) -> float:
        return sum(call.billed for call in self.made if not call.writes)

    def of(self, operation: str) -> list[Call]:
        return [call for call in self.made if call.operation == operation]


class CountedParallel:
    """Make calls one after the other and count them as the one trip that they would be."""

    def __init__(self) -> None:
        self.depth = 0

    def run(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        start, deepest = self.depth, self.depth
        answers: list[T] = []
        errors: list[Exception] = []
        for call in calls:
            self.depth = start
            try:
                answers.append(call())
            except Exception as error:  # noqa: BLE001 - the port promises that all calls end before the first error is raised
                errors.append(error)
            deepest = max(deepest, self.depth)
        self.depth = deepest
        if errors:
            raise errors[0]
        return answers


def accounted(operation: str, parameters: dict[str, Any], answer: dict[str, Any]) -> Iterator[Call]:
    """Say what a request consumed, table by table."""
    consumed = answer.get("ConsumedCapacity", [])
    reading = operation in ("GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems")
    for each in consumed if isinstance(consumed, list) else [consumed]:
        units = each["CapacityUnits"]
        actions = [action for item in parameters.get("TransactItems", ()) for action in item.values()]
        mine = [action for action in actions if action["TableName"] == each["TableName"]]
        if mine:
            # The engine reports the same four units for one small action and for five, and twice what an index costs;
            # AWS's price list says two for each (prepare and commit).
            units = max(units / 2, 2 * len(mine))
        smallest = 1.0 if parameters.get("ConsistentRead") else 0.5
        requests = parameters.get("RequestItems", {}).get(each["TableName"], [])
        yield Call(
            operation=operation,
            table=each["TableName"].partition("-")[2].removesuffix("_table"),
            index=parameters.get("IndexName"),
            reads=units if reading else 0.0,
            writes=0.0 if reading else units,
            billed=max(units, smallest) if operation == "Query" else units,
            size=len(requests.get("Keys", ()) if isinstance(requests, dict) else requests),
        )
