"""The HTTP API: routes from the contract, CORS, throttling and access logs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Tags
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_logs as logs
from aws_cdk.aws_apigatewayv2_integrations import HttpLambdaIntegration, HttpUrlIntegration
from constructs import Construct

from infra.blocks.assets import ROOT
from infra.blocks.pictures import PictureDelivery
from infra.blocks.python_function import PythonFunction
from infra.settings import StageSettings
from linnet.runtime import site
from linnet.runtime.facade_nouns import functions_by_path, noun_of

CONTRACT: Final = ROOT / "functions" / "meta_api" / "openapi.json"
FACADE_CONTRACT: Final = ROOT / "functions" / "meta_api" / "mastodon.json"
# All that no noun has goes to one function, to be told in the façade's own words that it is not there; so does a noun
# with nothing but a slash behind it, which no greedy parameter matches (`linnet.runtime.facade_root`).
FACADE_ROOTS: Final = ("/api/v1/{proxy+}", "/api/v2/{proxy+}", "/.well-known/{proxy+}")
MEDIA: Final = "/media"
EXPOSED_HEADERS: Final = (
    "Link",
    "Location",
    "Retry-After",
    "X-RateLimit-Limit",
    "X-RateLimit-Remaining",
    "X-RateLimit-Reset",
    "X-Request-Id",
)
# Ids and sizes, never query strings: those can hold tokens of clients that put them there.
_ACCESS_LOG: Final = {
    "requestId": "$context.requestId",
    "route": "$context.routeKey",
    "status": "$context.status",
    "latency": "$context.responseLatency",
    "integrationLatency": "$context.integrationLatency",
    "bytes": "$context.responseLength",
    "ip": "$context.identity.sourceIp",
    "error": "$context.integrationErrorMessage",
}


def contract_routes() -> Iterator[tuple[str, str, str]]:
    """Return method, path and function of every operation in the generated contract."""
    contract: Mapping[str, Mapping[str, Mapping[str, Mapping[str, str]]]] = json.loads(CONTRACT.read_text("utf-8"))
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            yield method.upper(), path, operation["x-linnet-function"]


def facade_routes(root: str) -> Mapping[str, str]:
    """Return path → function of the façade: of each noun and all below it, and what is left to the function `root`.

    Raise ValueError where a noun has two functions.
    """
    found = dict.fromkeys(FACADE_ROOTS, root)
    for path, function in functions_by_path(FACADE_CONTRACT).items():
        noun = noun_of(path)
        mount = noun if path == noun else f"{noun}/{{proxy+}}"
        if found.setdefault(mount, function) != function:
            raise ValueError(f"{path} is of {function}, but {mount} of {found[mount]}")
    return found


class HttpApi(Construct):
    """API Gateway's HTTP API in front of the API functions.

    `fallback` answers addresses that do not exist, `root` those of the façade.
    """

    def __init__(
        self,
        scope: Construct,
        settings: StageSettings,
        functions: Sequence[PythonFunction],
        *,
        fallback: PythonFunction,
        root: PythonFunction,
    ) -> None:
        super().__init__(scope, "http")
        integrations = {function.function_folder: self._integration(function) for function in functions}
        self.api = apigateway.HttpApi(
            self,
            "api",
            description="Linnet's native API",
            default_integration=integrations[fallback.function_folder],
            cors_preflight=apigateway.CorsPreflightOptions(
                allow_origins=["*"],
                allow_methods=[apigateway.CorsHttpMethod.ANY],
                allow_headers=["authorization", "content-type", "idempotency-key"],
                expose_headers=[header.lower() for header in EXPOSED_HEADERS],
                max_age=Duration.days(1),
            ),
            create_default_stage=False,
        )
        if settings.http_api_id is not None:
            Tags.of(self.api).add("ms-custom-id", settings.http_api_id)
        for method, path, function in contract_routes():
            self.api.add_routes(path=path, methods=[apigateway.HttpMethod(method)], integration=integrations[function])
        for path, function in facade_routes(root.function_folder).items():
            self.api.add_routes(path=path, methods=[apigateway.HttpMethod.ANY], integration=integrations[function])
        self.access_log = logs.LogGroup(
            self, "access_log", retention=logs.RetentionDays.ONE_MONTH, removal_policy=RemovalPolicy.DESTROY
        )
        stage = apigateway.HttpStage(
            self,
            "stage",
            http_api=self.api,
            auto_deploy=True,
            throttle=apigateway.ThrottleSettings(rate_limit=settings.api_rate, burst_limit=settings.api_burst),
        )
        resource = stage.node.default_child
        if not isinstance(resource, apigateway.CfnStage):
            raise TypeError("an HTTP stage is made of a CfnStage")
        resource.access_log_settings = apigateway.CfnStage.AccessLogSettingsProperty(
            destination_arn=self.access_log.log_group_arn, format=json.dumps(_ACCESS_LOG)
        )

    def serve_pictures(self, delivery: PictureDelivery) -> None:
        """Answer `/media/` from where pictures are kept near their readers, under the one address that clients know."""
        self.api.add_routes(
            path=f"{MEDIA}/{{proxy+}}",
            methods=[apigateway.HttpMethod.GET, apigateway.HttpMethod.HEAD],
            integration=HttpUrlIntegration(
                "pictures",
                f"{delivery.address}/{{proxy}}",
                # Of those that read the bucket nobody needs it.
                parameter_mapping=apigateway.ParameterMapping().remove_header(site.PROOF),
            ),
        )

    @staticmethod
    def _integration(function: PythonFunction) -> HttpLambdaIntegration:
        return HttpLambdaIntegration(
            f"{function.function_folder}_integration", function.callee, scope_permission_to_route=False
        )
