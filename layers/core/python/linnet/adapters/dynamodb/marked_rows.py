"""Rows that streams are counted into, with a high-water mark for each shard that has fed them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pynamodb.connection import Connection
from pynamodb.exceptions import UpdateError, VerboseClientError

from linnet.adapters.dynamodb.conditions import CONDITION_FAILED
from linnet.adapters.dynamodb.transactions import Random, Sleep, retry_conflicts

# A stream keeps its records for 24 hours: an older mark protects from nothing that could still come.
MARK_LIFETIME_S: Final = 26 * 3600

# Sequence numbers have up to 40 digits, two more than a DynamoDB number; padded, the order of strings is theirs.
SEQUENCE_DIGITS: Final = 40

# One consumer works on a shard, so a mark moves at most once under its hands: when the SDK repeats a lost answer.
MAX_ATTEMPTS: Final = 4

Item = Mapping[str, Any]


class MarkMoved(Exception):
    """The mark of a shard kept moving: another consumer works on the same shard."""


@dataclass(frozen=True, slots=True)
class MarkedRows:
    """Read and change such rows, each named by `TableName` and `Key`.

    pynamodb's models know neither a path into a map nor attributes that have names of the data's own.
    """

    connection: Connection
    sleep: Sleep
    random: Random

    def update(
        self, row: Mapping[str, Any], expression: str, condition: str, names: Mapping[str, str], values: Item
    ) -> Item | None:
        """Return the row as it is after a change, None where the condition does not hold."""
        request: dict[str, Any] = {
            **row,
            "UpdateExpression": expression,
            "ConditionExpression": condition,
            "ExpressionAttributeNames": names,
            "ReturnValues": "ALL_NEW",
        }
        if values:
            request["ExpressionAttributeValues"] = values
        try:
            answer = retry_conflicts(lambda: self._send(request), self.sleep, self.random)
        except UpdateError as error:
            if error.cause_response_code != CONDITION_FAILED:
                raise
            return None
        item: Item = answer["Attributes"]
        return item

    def read(self, row: Mapping[str, Any]) -> Item | None:
        """Return a row, strongly consistent."""
        item: Item | None = self.connection.dispatch("GetItem", {**row, "ConsistentRead": True}).get("Item")
        return item

    def _send(self, request: Mapping[str, Any]) -> Mapping[str, Any]:
        try:
            answer: Mapping[str, Any] = self.connection.dispatch("UpdateItem", dict(request))
        except VerboseClientError as error:
            raise UpdateError("what was counted could not be written", error) from error
        return answer


def mark_name(shard: str) -> str:
    """Return the name of a shard's mark."""
    # Shards are named by long texts, and each name is stored in every row that the shard has fed.
    return hashlib.sha256(shard.encode()).hexdigest()[:16]


def padded(sequence: int) -> str:
    """Return a sequence number whose order as a text is its own."""
    text = f"{sequence:0{SEQUENCE_DIGITS}d}"
    if len(text) > SEQUENCE_DIGITS:
        raise ValueError("a sequence number longer than any that DynamoDB documents")
    return text


def marked(row: Item, mark: str) -> int:
    """Return the highest sequence number counted from a shard, -1 before the first."""
    found = row["hwm"]["M"].get(mark)
    return -1 if found is None else int(found["M"]["sequence"]["S"])
