"""The bucket of pictures: as functions may use it, and as everybody may read it."""

from __future__ import annotations

from aws_cdk import aws_cloudfront as cloudfront
from aws_cdk import aws_cloudfront_origins as origins
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.blocks.archives import ALL_OBJECTS
from infra.blocks.python_function import PythonFunction


def grant_pictures(function: PythonFunction, bucket: s3.Bucket, *actions: str) -> None:
    """Allow actions on all files of pictures."""
    function.add_to_role_policy(
        iam.PolicyStatement(actions=list(actions), resources=[bucket.arn_for_objects(ALL_OBJECTS)])
    )


class PictureDelivery(Construct):
    """A distribution that reads the bucket, which nobody else may: by name, without listing, kept near its readers."""

    def __init__(self, scope: Construct, construct_id: str, bucket: s3.Bucket) -> None:
        super().__init__(scope, construct_id)
        self.distribution = cloudfront.Distribution(
            self,
            "distribution",
            comment="Linnet: pictures",
            default_behavior=cloudfront.BehaviorOptions(
                origin=origins.S3BucketOrigin.with_origin_access_control(bucket),
                allowed_methods=cloudfront.AllowedMethods.ALLOW_GET_HEAD_OPTIONS,
                viewer_protocol_policy=cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
                cache_policy=cloudfront.CachePolicy.CACHING_OPTIMIZED,
                response_headers_policy=(cloudfront.ResponseHeadersPolicy.CORS_ALLOW_ALL_ORIGINS_AND_SECURITY_HEADERS),
            ),
        )

    @property
    def address(self) -> str:
        """Return where it answers."""
        return f"https://{self.distribution.distribution_domain_name}"
