"""The bucket of exports, as functions may use it."""

from __future__ import annotations

from typing import Final

from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3

from infra.blocks.python_function import PythonFunction

ALL_OBJECTS: Final = "*"
READ_OBJECTS: Final = "s3:GetObject"
# All steps of an upload in parts but its abortion.
WRITE_OBJECTS: Final = "s3:PutObject"
REMOVE_OBJECTS: Final = "s3:DeleteObject"


def grant_archives(function: PythonFunction, bucket: s3.Bucket, *actions: str, names: bool) -> None:
    """Allow actions on all archives; `names` allows to list them, without which what is not there is "forbidden"."""
    function.add_to_role_policy(
        iam.PolicyStatement(actions=list(actions), resources=[bucket.arn_for_objects(ALL_OBJECTS)])
    )
    if names:
        function.add_to_role_policy(iam.PolicyStatement(actions=["s3:ListBucket"], resources=[bucket.bucket_arn]))
