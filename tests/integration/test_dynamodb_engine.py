"""What only AWS's own engine can show: order in streams, TTL records, and data that survives a kill."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import boto3
import pytest

from tests.engines.dynamodb_local import DynamoDbLocal, free_port

pytestmark = pytest.mark.engines


def client(engine: DynamoDbLocal, service: Literal["dynamodb", "dynamodbstreams"]) -> Any:
    return boto3.client(service, endpoint_url=engine.url, region_name="us-east-1")


def make_table(engine: DynamoDbLocal, name: str) -> None:
    client(engine, "dynamodb").create_table(
        TableName=name,
        KeySchema=[{"AttributeName": "pk", "KeyType": "HASH"}],
        AttributeDefinitions=[{"AttributeName": "pk", "AttributeType": "S"}],
        BillingMode="PAY_PER_REQUEST",
        StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
    )


def stream_records(engine: DynamoDbLocal, table: str) -> list[dict[str, Any]]:
    arn = client(engine, "dynamodb").describe_table(TableName=table)["Table"]["LatestStreamArn"]
    streams = client(engine, "dynamodbstreams")
    records: list[dict[str, Any]] = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        page = streams.get_records(ShardIterator=iterator)
        records += page["Records"]
    return records


@pytest.fixture
def own_engine(tmp_path: Path, aws_credentials: None) -> Iterator[DynamoDbLocal]:
    engine = DynamoDbLocal(free_port(), tmp_path)
    engine.start()
    yield engine
    engine.kill()


def test_changes_of_one_item_come_in_order_with_rising_integer_sequence_numbers(own_engine: DynamoDbLocal) -> None:
    make_table(own_engine, "ordered")
    dynamodb = client(own_engine, "dynamodb")
    for n in range(20):
        dynamodb.put_item(TableName="ordered", Item={"pk": {"S": "a"}, "n": {"N": str(n)}})
    records = stream_records(own_engine, "ordered")
    assert [int(r["dynamodb"]["NewImage"]["n"]["N"]) for r in records] == list(range(20))
    numbers = [int(r["dynamodb"]["SequenceNumber"]) for r in records]
    assert numbers == sorted(set(numbers))


def test_an_expired_item_leaves_a_remove_record_made_by_the_service(own_engine: DynamoDbLocal) -> None:
    make_table(own_engine, "expiring")
    dynamodb = client(own_engine, "dynamodb")
    dynamodb.update_time_to_live(
        TableName="expiring", TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
    )
    past = str(int(time.time()) - 60)
    dynamodb.put_item(TableName="expiring", Item={"pk": {"S": "a"}, "expires_at": {"N": past}})
    deadline = time.monotonic() + 60
    removed: list[dict[str, Any]] = []
    while not removed and time.monotonic() < deadline:
        time.sleep(1)
        removed = [r for r in stream_records(own_engine, "expiring") if r["eventName"] == "REMOVE"]
    # boto3 gives the fields as the engine spells them, with capitals; Lambda's event spells them with small letters.
    assert [r["userIdentity"]["PrincipalId"] for r in removed] == ["dynamodb.amazonaws.com"]


def test_what_was_acknowledged_survives_a_kill(own_engine: DynamoDbLocal) -> None:
    make_table(own_engine, "kept")
    dynamodb = client(own_engine, "dynamodb")
    for n in range(50):
        dynamodb.put_item(TableName="kept", Item={"pk": {"S": str(n)}})
    own_engine.kill()
    own_engine.start()
    assert client(own_engine, "dynamodb").scan(TableName="kept", Select="COUNT")["Count"] == 50
