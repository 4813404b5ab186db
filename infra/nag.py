"""cdk-nag's AwsSolutions and Serverless packs over the whole app, and why each accepted finding is accepted."""

from __future__ import annotations

from typing import Final

from aws_cdk import Acknowledgment, App, Validations
from cdk_nag import AwsSolutionsChecks, ServerlessChecks
from constructs import IConstruct

from infra.blocks.python_function import PythonFunction
from infra.stage import LinnetStage

# How the failure bucket's ARN is called between stacks; cdk-nag writes findings about it with this name.
_FAILURES_EXPORT: Final = "ExportsOutputFnGetAttfailuresAA6B3872Arn879AB097"


def check(app: App, stage: LinnetStage) -> None:
    """Let every finding that is not acknowledged here fail the synthesis."""
    Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
    for function in [*stage.api.functions, *stage.async_.functions]:
        _accept_function(function)
    for function in stage.async_.streams:
        _accept(
            function.own_role,
            f"AwsSolutions::AwsSolutions-IAM5[Resource::{stage.data.stack_name}:{_FAILURES_EXPORT}/*]",
            "Failures are objects with names of their own; the bucket is one and named.",
        )
    _accept(
        stage.data.failures,
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
