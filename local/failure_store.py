"""Give the stream records of the failure store back to their functions.

The store holds two kinds of objects: what Lambda writes when it gives a batch up (`aws/lambda/…`, the whole event in
`payload`), and what our functions write when a record cannot be decoded (`poison/<function>/…`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_s3 import S3Client

POISON_PREFIX = "poison/"


@dataclass(frozen=True, slots=True)
class Failure:
    """A function, by name or ARN, and the event to give it once more."""

    function: str
    event: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Replayed:
    """How many objects were processed and deleted, and the keys of those that failed again or are of another kind."""

    done: int
    kept: tuple[str, ...]


def read_failure(key: str, body: Mapping[str, Any], functions: Mapping[str, str]) -> Failure | None:
    """Return what to run for an object; `functions` maps the folder of a function to its deployed name."""
    if key.startswith(POISON_PREFIX):
        function = functions.get(str(body.get("source")))
        return Failure(function, {"Records": [body["record"]]}) if function and "record" in body else None
    payload = body.get("payload")
    if payload is None:
        return None
    event = json.loads(payload) if isinstance(payload, str) else payload
    return Failure(body["requestContext"]["functionArn"], event)


def functions_by_folder(client: LambdaClient) -> dict[str, str]:
    """Return the deployed name of every function of ours by its folder, told by its handler string."""
    names: dict[str, str] = {}
    for page in client.get_paginator("list_functions").paginate():
        for function in page["Functions"]:
            package, _, rest = function.get("Handler", "").partition(".")
            if package == "functions":
                names[rest.partition(".")[0]] = function["FunctionName"]
    return names


def replay_failures(s3: S3Client, functions: LambdaClient, bucket: str) -> Replayed:
    """Run every failure of the bucket again, oldest first, and delete what succeeds."""
    names = functions_by_folder(functions)
    pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket)
    objects = sorted((one for page in pages for one in page.get("Contents", [])), key=lambda one: one["LastModified"])
    done = 0
    kept: list[str] = []
    for one in objects:
        body = json.load(s3.get_object(Bucket=bucket, Key=one["Key"])["Body"])
        failure = read_failure(one["Key"], body, names)
        # Poison that is still poison has been written again, on the same day under the same key.
        if (
            failure is None
            or not _succeeds(functions, failure)
            or s3.head_object(Bucket=bucket, Key=one["Key"])["ETag"] != one["ETag"]
        ):
            kept.append(one["Key"])
        else:
            s3.delete_object(Bucket=bucket, Key=one["Key"])
            done += 1
    return Replayed(done, tuple(kept))


def _succeeds(client: LambdaClient, failure: Failure) -> bool:
    answer = client.invoke(FunctionName=failure.function, Payload=json.dumps(failure.event).encode())
    if answer.get("FunctionError"):
        return False
    result = json.load(answer["Payload"])
    return not (isinstance(result, dict) and result.get("batchItemFailures"))
