"""DynamoDB tables with the house rules, and grants that name every action."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.settings import StageSettings

GET: Final = ("GetItem",)
BATCH_GET: Final = ("BatchGetItem",)
QUERY: Final = ("Query",)
READ: Final = (*GET, *BATCH_GET, *QUERY)
PUT: Final = ("PutItem",)
UPDATE: Final = ("UpdateItem",)
DELETE: Final = ("DeleteItem",)
CHECK: Final = ("ConditionCheckItem",)
BATCH_WRITE: Final = ("BatchWriteItem",)

ALL_STREAMS: Final = "stream/*"

STRING: Final = dynamodb.AttributeType.STRING
NUMBER: Final = dynamodb.AttributeType.NUMBER


def attribute(name: str, kind: dynamodb.AttributeType) -> dynamodb.Attribute:
    """Return a key attribute."""
    return dynamodb.Attribute(name=name, type=kind)


class Table(Construct):
    """A table on demand with point-in-time recovery; names are CloudFormation's."""

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        settings: StageSettings,
        *,
        partition_key: dynamodb.Attribute,
        sort_key: dynamodb.Attribute,
        stream: bool = False,
        ttl: bool = False,
    ) -> None:
        super().__init__(scope, construct_id)
        self.table = dynamodb.Table(
            self,
            "table",
            partition_key=partition_key,
            sort_key=sort_key,
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES if stream else None,
            time_to_live_attribute="expires_at" if ttl else None,
            removal_policy=settings.removal_policy,
            deletion_protection=settings.deletion_protection,
        )

    @property
    def name(self) -> str:
        return self.table.table_name

    @property
    def stream_arn(self) -> str:
        if self.table.table_stream_arn is None:
            raise ValueError(f"{self.node.id} has no stream")
        return self.table.table_stream_arn

    def grant(self, grantee: iam.IGrantable, *actions: Sequence[str], indexes: Sequence[str] = ()) -> None:
        """Allow a function these actions on the table, and Query on these indexes."""
        names = sorted({f"dynamodb:{action}" for group in actions for action in group})
        if names:
            grantee.grant_principal.add_to_principal_policy(
                iam.PolicyStatement(actions=names, resources=[self.table.table_arn])
            )
        if indexes:
            grantee.grant_principal.add_to_principal_policy(
                iam.PolicyStatement(
                    actions=["dynamodb:Query"],
                    resources=[f"{self.table.table_arn}/index/{index}" for index in indexes],
                )
            )

    def grant_scan(self, grantee: iam.IGrantable, attributes: Sequence[str]) -> None:
        """Allow a function to walk through the table and see nothing of its rows but these attributes.

        https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html
        """
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["dynamodb:Scan"],
                resources=[self.table.table_arn],
                conditions={
                    "ForAllValues:StringEquals": {"dynamodb:Attributes": list(attributes)},
                    "StringEquals": {"dynamodb:Select": "SPECIFIC_ATTRIBUTES"},
                },
            )
        )

    def grant_stream(self, grantee: iam.IGrantable) -> None:
        """Allow a function to be fed from the stream."""
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
                resources=[self.stream_arn],
            )
        )
        # Asked for a table, not for a stream: IAM compares it with all streams of the table.
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(actions=["dynamodb:ListStreams"], resources=[f"{self.table.table_arn}/{ALL_STREAMS}"])
        )
