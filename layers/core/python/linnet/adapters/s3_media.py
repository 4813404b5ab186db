"""The files of pictures: objects of a bucket that is read by name."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client

# A file never changes but while its owner chooses another preview, before anybody else can know of it. What is removed
# may still be shown for a day by whoever has seen it.
CACHE_CONTROL: Final = "public, max-age=86400, immutable"
_TIMEOUT_S: Final = 5


class S3MediaFiles:
    """Implement the port `MediaFiles`."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def put(self, name: str, content: bytes, content_type: str) -> None:
        self._client.put_object(
            Bucket=self._bucket, Key=name, Body=content, ContentType=content_type, CacheControl=CACHE_CONTROL
        )

    def remove(self, names: Collection[str]) -> None:
        # One by one: a picture has two, and a batch's errors come in a successful answer.
        for name in names:
            self._client.delete_object(Bucket=self._bucket, Key=name)


def media_files_in(bucket: str, region: str) -> S3MediaFiles:
    """Return the files of a bucket."""
    config = Config(connect_timeout=_TIMEOUT_S, read_timeout=_TIMEOUT_S, retries={"total_max_attempts": 2})
    return S3MediaFiles(boto3.client("s3", region_name=region, config=config), bucket)
