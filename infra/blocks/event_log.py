"""The event log: a Kinesis stream on demand, and grants that name every action."""

from __future__ import annotations

from typing import Final

from aws_cdk import RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kinesis as kinesis
from constructs import Construct

EVENTS: Final = "events"


class EventLog(Construct):
    """What happened, for a day; nothing in it is needed again, and nothing critical is made from it."""

    def __init__(self, scope: Construct) -> None:
        super().__init__(scope, EVENTS)
        self.stream = kinesis.Stream(
            self,
            "log",
            stream_mode=kinesis.StreamMode.ON_DEMAND,
            encryption=kinesis.StreamEncryption.MANAGED,
            removal_policy=RemovalPolicy.DESTROY,
        )

    def grant_put(self, grantee: iam.IGrantable) -> None:
        """Allow a function to append."""
        self._grant(grantee, "PutRecords")

    def grant_read(self, grantee: iam.IGrantable) -> None:
        """Allow a function to be fed from it, with its role.

        https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-create.html
        """
        self._grant(grantee, "DescribeStream", "DescribeStreamSummary", "GetRecords", "GetShardIterator", "ListShards")

    def _grant(self, grantee: iam.IGrantable, *actions: str) -> None:
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(actions=[f"kinesis:{action}" for action in actions], resources=[self.stream.stream_arn])
        )
