"""cdk-nag's AwsSolutions and Serverless packs over the whole app, and why each accepted finding is accepted."""

from __future__ import annotations

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks
from constructs import IConstruct

from infra.blocks.event_sources import failure_prefixes
from infra.blocks.python_function import PythonFunction
from infra.stage import LinnetStage


def check(app: App, stage: LinnetStage) -> None:
    """Let every finding that is not acknowledged here fail the synthesis."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
    for function in [*stage.api.functions, *stage.async_.functions]:
        _accept_function(function)
    # cdk-nag names a bucket of another stack by the export that its ARN is.
    bucket = stage.data.resolve(stage.data.export_value(stage.data.storage.failures.bucket_arn))["Fn::ImportValue"]
    for function in stage.async_.streams:
        for prefix in failure_prefixes(function):
            _accept(
                function.own_role,
                f"AwsSolutions::AwsSolutions-IAM5[Resource::{bucket}/{prefix}]",
                "Every failure is an object of its own below a prefix of the function in one named bucket.",
            )
    _accept(
        stage.data.storage.failures,
        "AwsSolutions::AwsSolutions-S1",
        "Only Lambda and our workers write here; CloudTrail data events tell who read it, where a stage wants that.",
    )
    _accept(
        stage.api.http,
        "AwsSolutions::AwsSolutions-APIG4",
        "Tokens are opaque: the runtime resolves them in one place, per route required or optional (docs/identity.md).",
    )
    for function in stage.async_.functions:
        if function not in stage.async_.streams:
            _accept(
                function,
                "Serverless::Serverless-LambdaEventSourceMappingDestination",
                "Queues have a redrive policy instead: what fails too often waits in the dead-letter queue.",
            )
    _accept(
        stage.async_.fanout.dlq,
        "Serverless::Serverless-SQSRedrivePolicy",
        "This is the dead-letter queue itself.",
    )


def _accept_function(function: PythonFunction) -> None:
    _accept(
        function.own_role,
        "AwsSolutions::AwsSolutions-IAM5[Resource::*]",
        "X-Ray has no resources to name: PutTraceSegments and PutTelemetryRecords take only *.",
    )
    for rule in ("AwsSolutions::AwsSolutions-L1", "Serverless::Serverless-LambdaLatestVersion"):
        _accept(
            function,
            rule,
            "The runtime is a setting of the stage and follows when every pinned package has wheels for a newer one.",
        )
    _accept(
        function,
        "Serverless::Serverless-LambdaDLQ",
        "Called synchronously, or by an event source mapping with a failure destination of its own: "
        "a function's dead-letter queue serves asynchronous calls only.",
    )


def _accept(construct: IConstruct, rule: str, reason: str) -> None:
    Validations.of(construct).acknowledge(Acknowledgment(id=rule, reason=reason))
