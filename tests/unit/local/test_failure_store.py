"""Failures of streams are run again."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from local.failure_store import Failure, read_failure, replay_failures

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

BUCKET = "failures"
RECORD = {"eventID": "1", "dynamodb": {"SequenceNumber": "7"}}
LAMBDA_KEY = "aws/lambda/mapping/shardId-1/2026/11/21/record"
LAMBDA_OBJECT = {
    "requestContext": {
        "functionArn": "arn:aws:lambda:us-east-1:1:function:stage-tweets",
        "condition": "RetryAttemptsExhausted",
    },
    "DDBStreamBatchInfo": {"shardId": "shardId-1"},
    "payload": json.dumps({"Records": [RECORD]}),
}
POISON_KEY = "poison/tweets_stream/2026/11/21/abc.json"
POISON_OBJECT = {"source": "tweets_stream", "reason": "unknown version", "record": RECORD}


class FakeFunctions:
    """Functions that answer what is set for them."""

    def __init__(self) -> None:
        self.invoked: list[tuple[str, Any]] = []
        self.answer: dict[str, Any] = {"Payload": io.BytesIO(b"null")}

    def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
        self.invoked.append((FunctionName, json.loads(Payload)))
        return self.answer

    def get_paginator(self, _operation: str) -> FakeFunctions:
        return self

    def paginate(self) -> list[dict[str, Any]]:
        handler = "functions.tweets_stream.handler.lambda_handler"
        return [{"Functions": [{"FunctionName": "stage-tweets", "Handler": handler}, {"FunctionName": "other"}]}]


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[S3Client]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        yield client


def put(s3: S3Client, key: str, body: object) -> None:
    s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps(body).encode())


def keys_in(s3: S3Client) -> list[str]:
    return [one["Key"] for one in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def test_what_lambda_gave_up_on_is_read_with_its_whole_event() -> None:
    failure = read_failure(LAMBDA_KEY, LAMBDA_OBJECT, {})

    assert failure == Failure("arn:aws:lambda:us-east-1:1:function:stage-tweets", {"Records": [RECORD]})


def test_poison_goes_to_the_function_of_its_source() -> None:
    failure = read_failure(POISON_KEY, POISON_OBJECT, {"tweets_stream": "stage-tweets"})

    assert failure == Failure("stage-tweets", {"Records": [RECORD]})


def test_an_object_of_another_kind_is_left_alone() -> None:
    assert read_failure("notes.json", {"a": 1}, {}) is None
    assert read_failure(POISON_KEY, POISON_OBJECT, {}) is None


def test_what_succeeds_is_deleted(s3: S3Client) -> None:
    put(s3, LAMBDA_KEY, LAMBDA_OBJECT)
    functions = FakeFunctions()

    result = replay_failures(s3, functions, BUCKET)  # type: ignore[arg-type]

    assert (result.done, result.kept) == (1, ())
    assert functions.invoked == [("arn:aws:lambda:us-east-1:1:function:stage-tweets", {"Records": [RECORD]})]
    assert keys_in(s3) == []


@pytest.mark.parametrize(
    "answer",
    [
        {"FunctionError": "Unhandled", "Payload": io.BytesIO(b"{}")},
        {"Payload": io.BytesIO(b'{"batchItemFailures": [{"itemIdentifier": "7"}]}')},
    ],
    ids=["an error", "a partial failure"],
)
def test_what_fails_again_stays(s3: S3Client, answer: dict[str, Any]) -> None:
    put(s3, LAMBDA_KEY, LAMBDA_OBJECT)
    functions = FakeFunctions()
    functions.answer = answer

    result = replay_failures(s3, functions, BUCKET)  # type: ignore[arg-type]

    assert result.kept == (LAMBDA_KEY,)
    assert keys_in(s3) == [LAMBDA_KEY]


def test_poison_that_is_written_again_under_its_key_stays(s3: S3Client) -> None:
    put(s3, POISON_KEY, POISON_OBJECT)

    class StillPoison(FakeFunctions):
        def invoke(self, FunctionName: str, Payload: bytes) -> dict[str, Any]:  # noqa: N803
            put(s3, POISON_KEY, POISON_OBJECT | {"failedAtMs": 2})
            return super().invoke(FunctionName, Payload)

    result = replay_failures(s3, StillPoison(), BUCKET)  # type: ignore[arg-type]

    assert result.kept == (POISON_KEY,)
    assert keys_in(s3) == [POISON_KEY]
