"""What must outlive every deployment: the tables and the failure bucket."""

from __future__ import annotations

from collections.abc import Mapping

from aws_cdk import CfnOutput, Duration, RemovalPolicy, Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.blocks.tables import NUMBER, STRING, Table, attribute
from infra.settings import StageSettings

KEYS = ("pk", "sk")


class DataStack(Stack):
    """One table per owning service; `docs/data-model.md` lists every access pattern."""

    def __init__(self, scope: Construct, construct_id: str, settings: StageSettings) -> None:
        super().__init__(scope, construct_id, description="Linnet: tables and failure store")
        pk, sk = attribute("pk", STRING), attribute("sk", STRING)
        number_sk = attribute("sk", NUMBER)
        self.identity = Table(self, "identity", settings, partition_key=pk, sort_key=sk, stream=True, ttl=True)
        self.identity.table.add_global_secondary_index(
            index_name="by_owner",
            partition_key=attribute("owner_id", NUMBER),
            sort_key=attribute("session_id", NUMBER),
        )
        self.tweets = Table(self, "tweets", settings, partition_key=pk, sort_key=number_sk, stream=True)
        self._index_tweets(self.tweets.table)
        self.engagement = Table(
            self,
            "engagement",
            settings,
            partition_key=attribute("actor_id", NUMBER),
            sort_key=attribute("tweet_id", NUMBER),
            stream=True,
        )
        self.engagement.table.add_global_secondary_index(
            index_name="retweets_of",
            partition_key=attribute("retweets_of", STRING),
            sort_key=attribute("retweet_id", NUMBER),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.graph = Table(self, "graph", settings, partition_key=pk, sort_key=sk, stream=True, ttl=True)
        self.graph.table.add_local_secondary_index(index_name="exclusions", sort_key=attribute("exclusion", STRING))
        self.timelines = Table(self, "timelines", settings, partition_key=pk, sort_key=number_sk, ttl=True)
        self.platform = Table(self, "platform", settings, partition_key=pk, sort_key=sk, ttl=True)
        self.failures = s3.Bucket(
            self,
            "failures",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=True,
            lifecycle_rules=[s3.LifecycleRule(expiration=Duration.days(60))],
            # Failures are evidence: whoever deletes the stack has to empty the bucket knowingly.
            removal_policy=RemovalPolicy.RETAIN,
        )
        CfnOutput(self, "FailureBucketName", value=self.failures.bucket_name)
        for name, table in self.tables.items():
            CfnOutput(self, f"{name.title()}TableName", value=table.name)

    @property
    def tables(self) -> Mapping[str, Table]:
        """Return every table by its name in settings."""
        return {
            "identity": self.identity,
            "tweets": self.tweets,
            "engagement": self.engagement,
            "graph": self.graph,
            "timelines": self.timelines,
            "platform": self.platform,
        }

    @property
    def resources(self) -> Mapping[str, str]:
        """Return the environment variables that name this stack's resources."""
        names = {f"{name.upper()}_TABLE": table.name for name, table in self.tables.items()}
        return {**names, "FAILURE_BUCKET": self.failures.bucket_name}

    @staticmethod
    def _index_tweets(table: dynamodb.Table) -> None:
        include = dynamodb.ProjectionType.INCLUDE
        table.add_global_secondary_index(
            index_name="by_author",
            partition_key=attribute("author_id", NUMBER),
            sort_key=attribute("id", NUMBER),
            projection_type=include,
            non_key_attributes=AUTHOR_INDEX,
        )
        table.add_global_secondary_index(
            index_name="by_conversation",
            partition_key=attribute("conversation", STRING),
            sort_key=attribute("id", NUMBER),
            projection_type=include,
            non_key_attributes=CONVERSATION_INDEX,
        )


AUTHOR_INDEX = [
    "kind",
    "original_id",
    "original_author_id",
    "reply_to_id",
    "reply_to_author_id",
    "quote_of_id",
    "has_media",
    "audience",
    "deleted_at",
]
CONVERSATION_INDEX = ["author_id", "reply_to_id", "ancestors", "audience", "deleted_at"]
