"""The engine answers as AWS's own does: random items, conditions, updates, transactions and queries on both."""

from __future__ import annotations

import random
import uuid
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines.dynamodb_local import DynamoDbLocal
from tests.fakes.environment import FakeClock
from tests.simulation.engine.cloud import Cloud
from tests.simulation.engine.definitions import Definitions
from tests.simulation.engine_calls import SORT_KEYS, TABLE, reads, transactions, writes

pytestmark = pytest.mark.engines


class Both:
    """The same table on both engines."""

    def __init__(self, real: Any, streams: Any) -> None:
        clock = FakeClock()
        self.name = f"differential-{uuid.uuid4().hex[:12]}"
        self.real = real
        self.streams = streams
        self.cloud = Cloud(Definitions(), clock, random=random.Random(1), sleep=clock.sleep)
        self._both("CreateTable", {"TableName": self.name, **TABLE})

    def _both(self, operation: str, request: dict[str, Any]) -> tuple[Any, Any]:
        return outcome(lambda: self._ask_real(operation, request)), outcome(lambda: self._ask(operation, request))

    def _ask_real(self, operation: str, request: dict[str, Any]) -> Any:
        return self.real._make_api_call(operation, dict(request))

    def _ask(self, operation: str, request: dict[str, Any]) -> Any:
        return self.cloud.sdk.call(self.real, operation, dict(request))

    def check(self, operation: str, request: dict[str, Any]) -> None:
        """Make a call on both and compare what comes of it, and the table afterwards."""
        if operation == "TransactWriteItems":
            for action in request["TransactItems"]:
                for inner in action.values():
                    inner["TableName"] = self.name
        else:
            request = {"TableName": self.name, "ReturnConsumedCapacity": "INDEXES", **request}
        if operation == "Query":
            expected, found = (determined(pages(ask, request), request) for ask in (self._ask_real, self._ask))
        else:
            expected, found = self._both(operation, request)
        assert found == expected, request

    def check_all(self) -> None:
        """Compare what is stored at last, and what the streams tell of each item."""
        expected, found = self._both("Scan", {"TableName": self.name, "ConsistentRead": True})
        assert by_key(plain(found["Items"])) == by_key(plain(expected["Items"]))
        stream = self.cloud.dynamodb.table(self.name).stream
        assert stream is not None
        simulated = [each.record for shard in stream.shards for each in stream.records(shard)]
        assert by_item(simulated) == by_item(self._real_records())

    def _real_records(self) -> list[dict[str, Any]]:
        arn = self.real.describe_table(TableName=self.name)["Table"]["LatestStreamArn"]
        (shard,) = self.streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        iterator = self.streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        records: list[dict[str, Any]] = self.streams.get_records(ShardIterator=iterator)["Records"]
        return records


def by_item(records: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str], list[Any]]:
    """Return what records tell of each item, in order."""
    told: dict[tuple[str, str], list[Any]] = {}
    for record in records:
        change = record["dynamodb"]
        images = [plain(change.get(name)) for name in ("OldImage", "NewImage")]
        if images[0] == images[1]:
            # AWS documents that a write which changes nothing is not recorded; DynamoDB Local records it.
            continue
        keys = change["Keys"]
        told.setdefault((keys["pk"]["S"], keys["sk"]["N"]), []).append((record["eventName"], images))
    return told


def outcome(call: Any) -> Any:
    """Return an answer or an error, as far as it is determined."""
    try:
        answer = call()
    except ClientError as error:
        reasons = [
            (reason["Code"], plain(reason.get("Item"))) for reason in error.response.get("CancellationReasons", [])
        ]
        if "ValidationError" in dict(reasons):
            # AWS documents a reason for an update that the stored item cannot take; DynamoDB Local refuses it whole.
            return "ValidationException", [], None
        return error.response["Error"]["Code"], reasons, plain(error.response.get("Item"))
    for unlike in ("ResponseMetadata", "TableDescription"):
        answer.pop(unlike, None)
    if answer.get("ScannedCount") == 0 or isinstance(answer.get("ConsumedCapacity"), list):
        # DynamoDB Local bills nothing for a query that finds nothing, and puts in transactions twice.
        answer.pop("ConsumedCapacity", None)
    return plain(answer)


def pages(ask: Callable[[str, dict[str, Any]], Any], request: dict[str, Any]) -> list[Any]:
    """Return the outcomes of a query and of what goes on from where the one before ended."""
    found = [outcome(partial(ask, "Query", request))]
    # Ten rows at most, one a page, and an empty page behind them.
    while len(found) <= 10 and isinstance(found[-1], dict) and "LastEvaluatedKey" in found[-1]:
        following = {**request, "ExclusiveStartKey": found[-1]["LastEvaluatedKey"]}
        found.append(outcome(partial(ask, "Query", following)))
    return found


def determined(found: list[Any], request: dict[str, Any]) -> Any:
    """Return what AWS promises of a query's pages.

    Rows of an index with equal sort keys come in any order: DynamoDB Local takes that of hashed primary keys. Where a
    limit cuts them, neither what a page keeps nor what it costs is determined, only how many rows it looks at.
    """
    if "IndexName" not in request or not isinstance(found[0], dict):
        return found
    items = [item for page in found for item in page["Items"]]
    sorted_by = [item[SORT_KEYS[request["IndexName"]]] for item in items]
    looked_at = [(page["ScannedCount"], "LastEvaluatedKey" in page) for page in found]
    kept = sum(page["Count"] for page in found)
    cost = found[0].get("ConsumedCapacity") if len(found) == 1 else None
    return sorted_by, by_key(items), looked_at, kept, cost


def plain(value: Any) -> Any:
    """Return a value in which sets have one order and numbers one spelling: the engine keeps that of nested ones."""
    if isinstance(value, dict):
        if value.keys() == {"N"} and isinstance(value["N"], str):
            return {"N": f"{Decimal(value['N']).normalize():f}"}
        return {name: sorted(each) if name in {"SS", "NS", "BS"} else plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) else value


def by_key(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(items, key=lambda item: (item["pk"]["S"], float(item["sk"]["N"])))


@pytest.fixture(scope="module")
def clients(dynamodb_local: DynamoDbLocal) -> tuple[Any, Any]:
    """Return clients of DynamoDB Local: for its tables and for its streams."""
    session = boto3.Session(aws_access_key_id="test", aws_secret_access_key="test", region_name="us-east-1")
    # The streams client would build a host name from the account's id.
    config = Config(account_id_endpoint_mode="disabled")
    return (
        session.client("dynamodb", endpoint_url=dynamodb_local.url, config=config),
        session.client("dynamodbstreams", endpoint_url=dynamodb_local.url, config=config),
    )


@settings(max_examples=50)
@given(calls=st.lists(st.one_of(writes(), writes(), reads(), transactions()), min_size=3, max_size=15))
def test_whatever_is_written_and_asked_both_engines_answer_alike(clients: tuple[Any, Any], calls: list[Any]) -> None:
    both = Both(*clients)
    for operation, request in calls:
        both.check(operation, request)
    both.check_all()
