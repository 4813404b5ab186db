"""The WebSocket API: three routes to one function, throttling and access logs."""

from __future__ import annotations

import json
from typing import Final

from aws_cdk import RemovalPolicy, Stack, Tags
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigatewayv2_integrations import WebSocketLambdaIntegration
from constructs import Construct

from infra.blocks.python_function import PythonFunction
from infra.settings import StageSettings

STAGE_NAME: Final = "live"
CONNECTIONS: Final = "@connections/*"
# Ids and sizes: the query string of a handshake may hold a token.
_ACCESS_LOG: Final = {
    "requestId": "$context.requestId",
    "connection": "$context.connectionId",
    "route": "$context.routeKey",
    "event": "$context.eventType",
    "status": "$context.status",
    "ip": "$context.identity.sourceIp",
    "error": "$context.integrationErrorMessage",
}


class SocketApi(Construct):
    """API Gateway's WebSocket API; routes are added once the functions that need to know it exist.

    `managed` says which function reaches the sockets by which methods.
    """

    def __init__(self, scope: Construct, settings: StageSettings) -> None:
        super().__init__(scope, "sockets")
        self.managed: dict[PythonFunction, tuple[str, ...]] = {}
        self.api = apigateway.WebSocketApi(self, "api", description="Linnet's open sockets")
        if settings.socket_api_id is not None:
            Tags.of(self.api).add("ms-custom-id", settings.socket_api_id)
        self.access_log = logs.LogGroup(
            self, "access_log", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY
        )
        self.stage = apigateway.WebSocketStage(
            self, "stage", web_socket_api=self.api, stage_name=STAGE_NAME, auto_deploy=True
        )
        resource = self.stage.node.default_child
        if not isinstance(resource, apigateway.CfnStage):
            raise TypeError("a WebSocket stage is made of a CfnStage")
        resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=self.access_log.log_group_arn, format=json.dumps(_ACCESS_LOG)
        )
        resource.default_route_settings = apigateway.CfnStage.RouteSettingsProperty(
            throttling_rate_limit=settings.api_rate, throttling_burst_limit=settings.api_burst
        )

    @property
    def name(self) -> str:
        """Return the id of the API and its stage, as functions are told it."""
        return f"{self.api.api_id}/{STAGE_NAME}"

    def route_to(self, function: PythonFunction) -> None:
        """Let a function serve handshakes, frames and goodbyes."""
        for route in ("connect", "default", "disconnect"):
            self.api.add_route(f"${route}", integration=WebSocketLambdaIntegration(f"{route}_integration", function))

    def grant_manage(self, grantee: PythonFunction, *methods: str) -> None:
        """Allow reaching the sockets of this API and no other: POST sends, DELETE closes."""
        stack = Stack.of(self)
        self.managed[grantee] = methods
        grantee.grant_principal.add_to_principal_policy(
            iam.PolicyStatement(
                actions=["execute-api:ManageConnections"],
                resources=[
                    stack.format_arn(
                        service="execute-api",
                        resource=self.api.api_id,
                        resource_name=f"{STAGE_NAME}/{method}/{CONNECTIONS}",
                    )
                    for method in methods
                ],
            )
        )
