"""A cloud with one table, one queue and one bucket, for the tests of the engine itself."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import boto3
from botocore.config import Config

from tests.fakes.environment import FakeClock
from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.definitions import Definitions
from tests.simulation.engine.queue_sources import QueueSettings, QueueSource
from tests.simulation.engine.queues import QueueDefinition
from tests.simulation.engine.schema import Schema, schema_of
from tests.simulation.engine.sdk import Call, Phase
from tests.simulation.engine.stream_sources import StreamSettings, StreamSource
from tests.simulation.engine.streams import Stream

LIKES: Schema = schema_of(
    "likes",
    {
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}, {"AttributeName": "sk", "KeyType": "RANGE"}],
        "AttributeDefinitions": [
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "N"},
            {"AttributeName": "tweet", "AttributeType": "S"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by_tweet",
                "KeySchema": [
                    {"AttributeName": "tweet", "KeyType": "HASH"},
                    {"AttributeName": "sk", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
        ],
        "StreamSpecification": {"StreamViewType": "NEW_AND_OLD_IMAGES"},
        "TimeToLiveSpecification": {"AttributeName": "expires_at", "Enabled": True},
    },
)
WORK = QueueDefinition("work", visibility_s=60, max_receives=2, dead_letters="work/dlq")
ORDERED = QueueDefinition("ordered", visibility_s=60, max_receives=2, dead_letters="ordered/dlq", fifo=True)
ORDERED_DEAD = QueueDefinition("ordered/dlq", retention_s=14 * 86_400, fifo=True)
DEAD = QueueDefinition("work/dlq", retention_s=14 * 86_400)


class Script:
    """A hook that runs what a test gave it for a phase, once for each entry, and notes every call."""

    def __init__(self) -> None:
        self.seen: list[tuple[str, Phase, int]] = []
        self.before: list[Callable[[Call], None]] = []
        self.after: list[Callable[[Call], None]] = []

    def on_call(self, call: Call, phase: Phase) -> None:
        self.seen.append((call.operation, phase, call.attempt))
        steps = self.before if phase is Phase.BEFORE else self.after
        if steps:
            steps.pop(0)(call)

    def attempts(self, operation: str) -> int:
        return sum(1 for name, phase, _ in self.seen if name == operation and phase is Phase.BEFORE)


class SmallCloud:
    """The cloud, its clock, its hook, and what the tests do with it."""

    def __init__(self, *sources: StreamSettings | QueueSettings, shards: int = 1) -> None:
        self.clock = FakeClock()
        self.script = Script()
        self.cloud = Cloud(
            Definitions(
                tables=(LIKES,), queues=(WORK, DEAD, ORDERED, ORDERED_DEAD), buckets=("failures",), sources=sources
            ),
            self.clock,
            random=random.Random(1),
            sleep=self.clock.sleep,
            hook=self.script,
            shards=shards,
        )
        self.table = self.cloud.dynamodb.table("likes")

    def call(self, operation: str, **request: Any) -> dict[str, Any]:
        """Make a DynamoDB call as boto3 makes it."""
        with self.cloud.installed():
            client: Any = boto3.client(
                "dynamodb",
                region_name="us-east-1",
                config=Config(retries={"total_max_attempts": 3, "mode": "standard"}),
            )
            answer: dict[str, Any] = client._make_api_call(operation, request)
            return answer

    def put(self, pk: str, sk: int = 1, **attributes: str | int) -> None:
        """Store an item; text becomes a string, an integer a number."""
        self.call("PutItem", TableName="likes", Item=item(pk, sk, **attributes))

    def get(self, pk: str, sk: int = 1, **options: Any) -> dict[str, Any] | None:
        answer = self.call("GetItem", TableName="likes", Key=item(pk, sk), **options)
        return answer.get("Item")

    def by_tweet(self, tweet: str) -> list[str]:
        """Return who likes a tweet, as the global index says."""
        answer = self.call(
            "Query",
            TableName="likes",
            IndexName="by_tweet",
            KeyConditionExpression="tweet = :tweet",
            ExpressionAttributeValues={":tweet": {"S": tweet}},
        )
        return [found["pk"]["S"] for found in answer["Items"]]

    @property
    def stream(self) -> Stream:
        assert self.table.stream is not None
        return self.table.stream

    @property
    def stream_source(self) -> StreamSource:
        (source,) = [each for each in self.cloud.sources if isinstance(each, StreamSource)]
        return source

    @property
    def queue_source(self) -> QueueSource:
        (source,) = [each for each in self.cloud.sources if isinstance(each, QueueSource)]
        return source


def item(pk: str, sk: int = 1, **attributes: str | int) -> dict[str, Any]:
    values = {name: {"N": str(value)} if isinstance(value, int) else {"S": value} for name, value in attributes.items()}
    return {"pk": {"S": pk}, "sk": {"N": str(sk)}, **values}
