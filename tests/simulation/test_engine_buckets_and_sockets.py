"""Objects and open connections of the engine."""

from __future__ import annotations

from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError

from tests.simulation.engine.sockets import LIFETIME_MS
from tests.simulation.small_cloud import SmallCloud


def test_an_object_can_be_written_listed_read_and_removed() -> None:
    small = SmallCloud()
    with small.cloud.installed():
        s3 = boto3.client("s3", region_name="us-east-1")
        written = s3.put_object(Bucket="failures", Key="poison/a.json", Body=b"{}", ContentType="application/json")
        (listed,) = s3.list_objects_v2(Bucket="failures", Prefix="poison/")["Contents"]
        assert (listed["Key"], listed["Size"], listed["ETag"]) == ("poison/a.json", 2, written["ETag"])
        assert s3.get_object(Bucket="failures", Key="poison/a.json")["Body"].read() == b"{}"
        s3.delete_object(Bucket="failures", Key="poison/a.json")
        with pytest.raises(s3.exceptions.NoSuchKey):
            s3.get_object(Bucket="failures", Key="poison/a.json")
    assert small.cloud.s3.bucket("failures") == {}


def test_a_list_has_pages() -> None:
    small = SmallCloud()
    for number in range(5):
        small.cloud.s3.put("failures", f"key{number}", b"")
    with small.cloud.installed():
        s3 = boto3.client("s3", region_name="us-east-1")
        pages = s3.get_paginator("list_objects_v2").paginate(Bucket="failures", PaginationConfig={"PageSize": 2})
        assert [[one["Key"] for one in page["Contents"]] for page in pages] == [
            ["key0", "key1"],
            ["key2", "key3"],
            ["key4"],
        ]


def test_an_open_connection_gets_what_is_sent_in_order_and_a_closed_one_is_gone() -> None:
    small = SmallCloud()
    small.cloud.sockets.open("c1")
    with small.cloud.installed():
        api: Any = boto3.client("apigatewaymanagementapi", region_name="us-east-1", endpoint_url="https://ws.simulated")
        api.post_to_connection(ConnectionId="c1", Data=b"first")
        api.post_to_connection(ConnectionId="c1", Data=b"second")
        small.cloud.sockets.close("c1")
        with pytest.raises(api.exceptions.GoneException):
            api.post_to_connection(ConnectionId="c1", Data=b"third")
    assert small.cloud.sockets.sent("c1") == [b"first", b"second"]


def test_a_connection_ends_after_two_hours() -> None:
    small = SmallCloud()
    small.cloud.sockets.open("c1")
    small.clock.advance(LIFETIME_MS - 1)
    assert small.cloud.sockets.is_open("c1")
    small.clock.advance(1)
    assert not small.cloud.sockets.is_open("c1")


def test_a_bucket_that_is_not_there_is_an_error() -> None:
    small = SmallCloud()
    with small.cloud.installed(), pytest.raises(ClientError, match="NoSuchBucket"):
        boto3.client("s3", region_name="us-east-1").put_object(Bucket="other", Key="k", Body=b"")
