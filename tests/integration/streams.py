"""The streams of the tables, read by hand as Lambda's event sources read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import boto3

if TYPE_CHECKING:
    from mypy_boto3_dynamodbstreams.type_defs import GetShardIteratorInputTypeDef, RecordTypeDef

# The setting that names each table with a stream, and who is fed by it.
STREAMED = {
    "identity": "identity_table",
    "messages": "messages_table",
    "tweets": "tweets_table",
    "graph": "graph_table",
    "engagement": "engagement_table",
}
CONSUMERS = {
    "identity": ["identity_stream", "counters_stream"],
    "messages": ["messages_stream"],
    "tweets": ["tweets_stream", "counters_stream"],
    "graph": ["graph_stream", "counters_stream"],
    "engagement": ["engagement_stream", "counters_stream"],
}


class EngineStreams:
    """The streams of tables on AWS's own engine, each shard read once from its beginning."""

    def __init__(self, url: str, environ: Mapping[str, str]) -> None:
        self._dynamodb = boto3.client("dynamodb", endpoint_url=url, region_name="us-east-1")
        self._streams = boto3.client("dynamodbstreams", endpoint_url=url, region_name="us-east-1")
        self._tables = {table: environ[setting.upper()] for table, setting in STREAMED.items()}
        self._positions: dict[tuple[str, str], str] = {}

    def start(self) -> None:
        for name in self._tables.values():
            self._dynamodb.update_table(
                TableName=name, StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
            )

    def batches(self) -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
        """Return table, shard and new records of every shard since the last call."""
        for table, name in self._tables.items():
            arn = self._dynamodb.describe_table(TableName=name)["Table"]["LatestStreamArn"]
            for shard in self._streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
                place = (arn, shard["ShardId"])
                after = self._positions.get(place)
                start: GetShardIteratorInputTypeDef = {
                    "StreamArn": arn,
                    "ShardId": shard["ShardId"],
                    "ShardIteratorType": "TRIM_HORIZON",
                }
                if after is not None:
                    start |= {"ShardIteratorType": "AFTER_SEQUENCE_NUMBER", "SequenceNumber": after}
                iterator = self._streams.get_shard_iterator(**start)["ShardIterator"]
                records = self._streams.get_records(ShardIterator=iterator)["Records"]
                if records:
                    self._positions[place] = records[-1]["dynamodb"]["SequenceNumber"]
                    yield table, shard["ShardId"], [_delivered(arn, each) for each in records]


def _delivered(arn: str, record: RecordTypeDef) -> dict[str, Any]:
    """Return a record as Lambda passes it on."""
    change = {name: value for name, value in record["dynamodb"].items() if name != "ApproximateCreationDateTime"}
    return {**record, "eventSourceARN": arn, "dynamodb": change}
