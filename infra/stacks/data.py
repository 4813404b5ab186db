"""What must outlive every deployment of code."""

from __future__ import annotations

from aws_cdk import CfnOutput, Stack
from constructs import Construct

from infra.blocks.pictures import PictureDelivery
from infra.components.storage import storage
from infra.settings import StageSettings


class DataStack(Stack):
    """The tables, the buckets of failures, exports and pictures, the search engine.

    The local stage has no distribution: its front reads the bucket.
    """

    def __init__(self, scope: Construct, construct_id: str, settings: StageSettings) -> None:
        super().__init__(
            scope,
            construct_id,
            description="Linnet: tables, failure store, exports, pictures and search engine",
            termination_protection=settings.deletion_protection,
        )
        self.storage = storage(self, settings)
        self.pictures = None if settings.is_local else PictureDelivery(self, "delivery", self.storage.media)
        CfnOutput(self, "FailureBucketName", value=self.storage.failures.bucket_name)
        CfnOutput(self, "MediaBucketName", value=self.storage.media.bucket_name)
        CfnOutput(self, "ExportBucketName", value=self.storage.exports.bucket_name)
        for name, table in self.storage.tables.by_name().items():
            CfnOutput(self, f"{name.title()}TableName", value=table.name)
