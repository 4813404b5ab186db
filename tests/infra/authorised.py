"""What IAM compares a request to DynamoDB with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

# A transaction is authorised as the actions that it is made of.
TRANSACTION_ACTIONS: Final = {
    "Put": "PutItem",
    "Update": "UpdateItem",
    "Delete": "DeleteItem",
    "ConditionCheck": "ConditionCheckItem",
    "Get": "GetItem",
}


def authorised(operation: str, parameters: Mapping[str, Any]) -> Iterator[tuple[str, str, str | None]]:
    """Yield the actions of a request, each with its table and index."""
    match operation:
        case "TransactWriteItems" | "TransactGetItems":
            for item in parameters["TransactItems"]:
                ((kind, request),) = item.items()
                yield TRANSACTION_ACTIONS[kind], request["TableName"], None
        case "BatchGetItem" | "BatchWriteItem":
            for name in parameters["RequestItems"]:
                yield operation, name, None
        case _:
            yield operation, parameters["TableName"], parameters.get("IndexName")


def resource(table: str, index: str | None) -> str:
    """Return what `Deployed.granted` calls a table or an index."""
    return table if index is None else f"{table}/index/{index}"
