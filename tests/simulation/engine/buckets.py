"""Buckets of S3: bytes under keys."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from linnet.ports.environment import Clock
from tests.simulation.engine.errors import AwsError, NotSimulated

if TYPE_CHECKING:
    from tests.simulation.engine.sdk import Call

MAX_LISTED: Final = 1000
_PUT: Final = frozenset({"Bucket", "Key", "Body", "ContentType"})


class S3:
    """Objects by bucket and key."""

    def __init__(self, buckets: Iterable[str], clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, dict[str, bytes]] = {name: {} for name in buckets}
        self._written_ms: dict[tuple[str, str], int] = {}
        self._operations: dict[str, Callable[[Call], dict[str, Any]]] = {
            "PutObject": self._put,
            "GetObject": self._get,
            "HeadObject": self._head,
            "DeleteObject": self._delete,
            "ListObjectsV2": self._list,
        }

    def bucket(self, name: str) -> dict[str, bytes]:
        """Return the objects of a bucket by their keys. Raise NoSuchBucket."""
        if name not in self._buckets:
            raise AwsError("NoSuchBucket", "The specified bucket does not exist", 404)
        return self._buckets[name]

    def put(self, bucket: str, key: str, body: bytes) -> None:
        self.bucket(bucket)[key] = body
        self._written_ms[bucket, key] = self._clock.now_ms()

    def answer(self, call: Call) -> dict[str, Any]:
        """Carry out a call. Raise AwsError, or NotSimulated for what this engine lacks."""
        operation = self._operations.get(call.operation)
        if operation is None:
            raise NotSimulated(f"S3 {call.operation}")
        return operation(call)

    def _put(self, call: Call) -> dict[str, Any]:
        if unknown := call.params.keys() - _PUT:
            raise NotSimulated(f"S3 PutObject with {min(unknown)}")
        body = call.params.get("Body", b"")
        content = body.encode() if isinstance(body, str) else bytes(body)
        self.put(call.params["Bucket"], call.params["Key"], content)
        return {"ETag": _etag(content)}

    def _found(self, call: Call) -> bytes:
        content = self.bucket(call.params["Bucket"]).get(call.params["Key"])
        if content is None:
            raise AwsError("NoSuchKey", "The specified key does not exist.", 404)
        return content

    def _get(self, call: Call) -> dict[str, Any]:
        content = self._found(call)
        return {"Body": io.BytesIO(content), "ContentLength": len(content), "ETag": _etag(content)}

    def _head(self, call: Call) -> dict[str, Any]:
        content = self._found(call)
        return {"ContentLength": len(content), "ETag": _etag(content)}

    def _delete(self, call: Call) -> dict[str, Any]:
        self.bucket(call.params["Bucket"]).pop(call.params["Key"], None)
        return {}

    def _list(self, call: Call) -> dict[str, Any]:
        name, prefix = call.params["Bucket"], call.params.get("Prefix", "")
        after = call.params.get("ContinuationToken", "")
        objects = self.bucket(name)
        keys = sorted(key for key in objects if key.startswith(prefix) and key > after)
        page = keys[: call.params.get("MaxKeys", MAX_LISTED)]
        contents = [
            {
                "Key": key,
                "Size": len(objects[key]),
                "ETag": _etag(objects[key]),
                "LastModified": datetime.fromtimestamp(self._written_ms[name, key] / 1000, tz=UTC),
            }
            for key in page
        ]
        answer: dict[str, Any] = {"KeyCount": len(page), "IsTruncated": len(page) < len(keys)}
        if contents:
            answer["Contents"] = contents
        if answer["IsTruncated"]:
            answer["NextContinuationToken"] = page[-1]
        return answer


def _etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
