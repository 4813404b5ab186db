"""Walk through whole tables, in segments, and see nothing of their rows but keys and kinds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pynamodb.connection import Connection

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.tweet_rows import TWEET
from linnet.ports.indexing import Walked
from linnet.ports.search import Kind


@dataclass(frozen=True, slots=True)
class DynamoTableWalk:
    """Implement the port `TableWalk`."""

    connection: Connection
    identity_table: str
    tweets_table: str

    def ids(self, kind: Kind, segment: int, segments: int, position: str | None, limit: int) -> Walked:
        users = kind is Kind.USERS
        request: dict[str, Any] = {
            "TableName": self.identity_table if users else self.tweets_table,
            # The role allows no other attributes, and no scan without a choice of them.
            "Select": "SPECIFIC_ATTRIBUTES",
            "ProjectionExpression": "pk, sk" if users else "pk, sk, kind",
            "Limit": limit,
            "Segment": segment,
            "TotalSegments": segments,
        }
        if position is not None:
            request["ExclusiveStartKey"] = json.loads(position)
        answer: Mapping[str, Any] = self.connection.dispatch("Scan", request)
        last = answer.get("LastEvaluatedKey")
        found = (_user(item) if users else _tweet(item) for item in answer["Items"])
        return Walked([each for each in found if each is not None], None if last is None else json.dumps(last))


def _user(item: Mapping[str, Any]) -> int | None:
    return int(item["pk"]["S"].removeprefix(keys.USER_PREFIX)) if item["sk"]["S"] == keys.PROFILE else None


def _tweet(item: Mapping[str, Any]) -> int | None:
    return int(item["pk"]["S"].removeprefix(keys.TWEET_PREFIX)) if item.get("kind", {}).get("S") == TWEET else None
