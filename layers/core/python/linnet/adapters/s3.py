"""The failure store: poison of streams in a bucket, with its payload."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from linnet.ports.environment import Clock

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client


class S3FailureStore:
    """Implement the port `FailureStore`; the same record again replaces itself."""

    def __init__(self, client: S3Client, bucket: str, clock: Clock) -> None:
        self._client = client
        self._bucket = bucket
        self._clock = clock

    def put(self, source: str, record: Mapping[str, object], reason: str) -> None:
        now_ms = self._clock.now_ms()
        payload: dict[str, Any] = {"source": source, "reason": reason, "failedAtMs": now_ms, "record": record}
        text = json.dumps(record, sort_keys=True, default=str).encode()
        day = datetime.fromtimestamp(now_ms / 1000, tz=UTC).strftime("%Y/%m/%d")
        self._client.put_object(
            Bucket=self._bucket,
            Key=f"poison/{source}/{day}/{hashlib.sha256(text).hexdigest()[:32]}.json",
            Body=json.dumps(payload, default=str).encode(),
            ContentType="application/json",
        )
