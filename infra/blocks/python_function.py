"""A Lambda function with the house rules: own role, own log group, traced, settings from its settings class."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final

from aws_cdk import Aws, Duration, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.blocks.assets import function_code
from infra.blocks.layers import Layers, python_runtime
from infra.settings import StageSettings
from linnet.runtime.settings import environment_names

METRICS_NAMESPACE: Final = "Linnet"


class PythonFunction(lambda_.Function):
    """`functions/<name>` as a Lambda function; `resources` offers the values its settings class may name."""

    def __init__(
        self,
        scope: Construct,
        name: str,
        settings: StageSettings,
        layers: Layers,
        resources: Mapping[str, str],
        *,
        description: str,
        timeout_s: int,
        memory_mib: int = 512,
        snap_start: bool = False,
    ) -> None:
        group = logs.LogGroup(
            scope,
            f"{name}_logs",
            retention=log_retention(settings.log_retention_days),
            removal_policy=RemovalPolicy.DESTROY,
        )
        role = iam.Role(
            scope,
            f"{name}_role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            description=f"What {name} may do",
            role_name=role_name(settings, name) if _is_named(settings, name) else None,
        )
        tunables = {**settings.tunables, "mail": settings.mail is not None}
        known = {"STAGE": settings.name, "TUNABLES": json.dumps(tunables, sort_keys=True), **resources}
        super().__init__(
            scope,
            name,
            description=description,
            runtime=python_runtime(settings),
            architecture=lambda_.Architecture.ARM_64,
            handler=f"functions.{name}.handler.lambda_handler",
            code=function_code(name, settings.python_version),
            layers=layers.of(name),
            role=role,
            log_group=group,
            logging_format=lambda_.LoggingFormat.TEXT,
            timeout=Duration.seconds(timeout_s),
            memory_size=memory_mib,
            tracing=lambda_.Tracing.ACTIVE,
            snap_start=lambda_.SnapStartConf.ON_PUBLISHED_VERSIONS if snap_start else None,
            environment={
                **{variable: known[variable] for variable in sorted(environment_names(name))},
                "POWERTOOLS_SERVICE_NAME": name,
                "POWERTOOLS_METRICS_NAMESPACE": METRICS_NAMESPACE,
                "POWERTOOLS_LOG_LEVEL": settings.log_level,
                # boto3's newest endpoint rule puts the account id into host names; emulators do not serve those.
                **({"AWS_ACCOUNT_ID_ENDPOINT_MODE": "disabled"} if settings.is_local else {}),
            },
        )
        group.grant_write(role)
        self.own_role = role
        self.function_folder = name
        # SnapStart resumes published versions only, so callers must call one: the alias moves with each deployment.
        self.callee: lambda_.IFunction = (
            lambda_.Alias(self, "live", alias_name="live", version=self.current_version) if snap_start else self
        )
        self.event_sources: dict[str, lambda_.CfnEventSourceMapping] = {}

    def allow_loop(self) -> None:
        """Let the function send to the queue that feeds it, more than some sixteen times in a row.

        Lambda takes such a chain for a mistake and ends it, if it is not told.
        https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
        """
        resource = self.node.default_child
        if not isinstance(resource, lambda_.CfnFunction):
            raise TypeError("a function without its resource")
        resource.recursive_loop = "Allow"


def role_name(settings: StageSettings, function: str) -> str:
    """Return the name of a function's role where others must know it before it is there; roles have no regions."""
    return f"linnet-{settings.name}-{function}-{Aws.REGION}"


def _is_named(settings: StageSettings, function: str) -> bool:
    return settings.search is not None and "SEARCH_ENDPOINT" in environment_names(function)


def log_retention(days: int) -> logs.RetentionDays:
    """Return a number of days as CDK calls it."""
    return {
        7: logs.RetentionDays.ONE_WEEK,
        30: logs.RetentionDays.ONE_MONTH,
        90: logs.RetentionDays.THREE_MONTHS,
    }[days]
