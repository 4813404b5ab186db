"""Archives of exports: objects of a bucket, uploaded in parts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from linnet.ports.exports import ArchiveLost

if TYPE_CHECKING:
    from mypy_boto3_s3.client import S3Client
    from mypy_boto3_s3.type_defs import CompletedPartTypeDef

_LOST: Final = frozenset({"NoSuchUpload", "InvalidPart", "InvalidPartOrder", "EntityTooSmall"})
_NONE: Final = frozenset({"404", "NoSuchKey"})
OBJECTS_A_CALL: Final = 1000


class S3Archives:
    """Implement the port `Archives`. The bucket's own rules remove old objects and unfinished uploads."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        self._client = client
        self._bucket = bucket

    def begin(self, name: str) -> str:
        answer = self._client.create_multipart_upload(Bucket=self._bucket, Key=name, ContentType="application/zip")
        return answer["UploadId"]

    def add(self, name: str, upload: str, number: int, content: bytes) -> str:
        with _lost():
            answer = self._client.upload_part(
                Bucket=self._bucket, Key=name, UploadId=upload, PartNumber=number, Body=content
            )
        return answer["ETag"]

    def finish(self, name: str, upload: str, tags: Sequence[str]) -> None:
        parts: list[CompletedPartTypeDef] = [
            {"ETag": tag, "PartNumber": number} for number, tag in enumerate(tags, start=1)
        ]
        with _lost():
            self._client.complete_multipart_upload(
                Bucket=self._bucket,
                Key=name,
                UploadId=upload,
                MultipartUpload={"Parts": parts},
            )

    def size(self, name: str) -> int | None:
        try:
            return self._client.head_object(Bucket=self._bucket, Key=name)["ContentLength"]
        except ClientError as error:
            if error.response["Error"]["Code"] not in _NONE:
                raise
            return None

    def link(self, name: str, seconds: int, filename: str) -> str:
        wanted = {
            "Bucket": self._bucket,
            "Key": name,
            "ResponseContentDisposition": f'attachment; filename="{filename}"',
        }
        return self._client.generate_presigned_url("get_object", Params=wanted, ExpiresIn=seconds)

    def remove(self, prefix: str) -> bool:
        found = self._client.list_objects_v2(Bucket=self._bucket, Prefix=prefix, MaxKeys=OBJECTS_A_CALL)
        # One by one: an export a day leaves some, and a batch's errors come in a successful answer.
        for each in found.get("Contents", ()):
            self._client.delete_object(Bucket=self._bucket, Key=each["Key"])
        return bool(found.get("IsTruncated"))


def archives_in(bucket: str, region: str) -> S3Archives:
    """Return the archives of a bucket."""
    # Left to itself, boto3 signs links in the way that younger regions, and headers chosen by a link, do not accept.
    return S3Archives(boto3.client("s3", region_name=region, config=Config(signature_version="s3v4")), bucket)


@contextmanager
def _lost() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response["Error"]["Code"] in _LOST:
            raise ArchiveLost from error
        raise
