"""The HTTP API is the contract: its routes, and what browsers and operators need of it."""

from __future__ import annotations

import json
import re

import pytest

from infra.blocks.http_api import CONTRACT, contract_routes, facade_routes
from linnet.runtime import site
from linnet.runtime.facade_openapi import load_facades
from linnet.runtime.openapi import FACADE_FUNCTIONS
from tests.infra.templates import Deployed, Resource

PICTURES = ("GET /media/{proxy+}", "HEAD /media/{proxy+}")
EXPOSED = {
    "link",
    "location",
    "retry-after",
    "x-ratelimit-limit",
    "x-ratelimit-remaining",
    "x-ratelimit-reset",
    "x-request-id",
}


def test_every_operation_of_the_contract_is_routed_to_its_function(stage: Deployed) -> None:
    routed = {
        route.properties["RouteKey"]: function_of(stage, route)
        for route in routes(stage)
        if route.properties["RouteKey"] not in ("$default", *PICTURES)
    }
    contract = {f"{method} {path}": function for method, path, function in contract_routes()}
    assert routed == contract | {f"ANY {path}": function for path, function in facade_routes("meta_api").items()}


def test_every_operation_of_the_facade_comes_to_the_function_that_has_it() -> None:
    routed = facade_routes("meta_api")
    for facade in load_facades():
        for route in facade.routes.values():
            # API Gateway takes the path itself, else the longest greedy one.
            above = [path for path in routed if route.path.startswith(path.removesuffix("{proxy+}"))]
            greedy = [path for path in above if path.endswith("+}")]
            best = route.path if route.path in routed else max(greedy, key=len)
            assert routed[best] == facade.function, route.key


def test_there_are_fewer_routes_than_an_http_api_may_have(stage: Deployed) -> None:
    assert len(routes(stage)) < 300


def test_the_contract_is_read_whole() -> None:
    contract = json.loads(CONTRACT.read_text("utf-8"))
    assert len(list(contract_routes())) == sum(len(methods) for methods in contract["paths"].values())


def test_an_address_that_does_not_exist_is_answered_by_us(stage: Deployed) -> None:
    (fallback,) = [route for route in routes(stage) if route.properties["RouteKey"] == "$default"]
    assert function_of(stage, fallback) == "meta_api"


def test_no_two_routes_differ_only_in_the_names_of_parameters(stage: Deployed) -> None:
    shapes = [re.sub(r"\{\w+\+?\}", "{}", route.properties["RouteKey"]) for route in routes(stage)]
    assert sorted(shapes) == sorted(set(shapes))


def test_pictures_come_from_near_their_readers_under_the_same_address(prod: Deployed, local: Deployed) -> None:
    (distribution,) = [one for one in prod.of_type("AWS::CloudFront::Distribution") if one.stack == "data"]
    (passed_on,) = [one for one in of_the_api(prod, "AWS::ApiGatewayV2::Integration") if not is_of_a_function(one)]
    assert distribution.logical_id in json.dumps(passed_on.properties["IntegrationUri"])
    assert json.dumps(passed_on.properties["IntegrationUri"]).endswith('/{proxy}"]]}')
    # What proves who called is for functions alone.
    assert passed_on.properties["RequestParameters"] == {f"remove:header.{site.PROOF}": ""}
    keys = {route.properties["RouteKey"] for route in routes(prod)}
    assert keys > set(PICTURES)
    # There the front reads the bucket.
    assert not keys & set(PICTURES) & {route.properties["RouteKey"] for route in routes(local)}


def test_requests_come_as_events_of_version_2(stage: Deployed) -> None:
    for integration in filter(is_of_a_function, of_the_api(stage, "AWS::ApiGatewayV2::Integration")):
        assert integration.properties["PayloadFormatVersion"] == "2.0"
        assert integration.properties["IntegrationType"] == "AWS_PROXY"


def test_the_api_may_call_each_function_by_one_permission(stage: Deployed) -> None:
    permissions = of_the_api(stage, "AWS::Lambda::Permission")
    called = sorted(function_behind(stage, one.stack, one.properties["FunctionName"]) for one in permissions)
    # One per function, not per route: the policy of a function may have 20 kB.
    assert called == sorted({*(function for _, _, function in contract_routes()), *FACADE_FUNCTIONS})
    assert {one.properties["Principal"] for one in permissions} == {"apigateway.amazonaws.com"}
    assert all("SourceArn" in one.properties for one in permissions)


def test_web_clients_of_any_origin_may_call_it_and_read_its_headers(stage: Deployed) -> None:
    (api,) = of_the_api(stage, "AWS::ApiGatewayV2::Api")
    cors = api.properties["CorsConfiguration"]
    assert cors["AllowOrigins"] == ["*"]
    assert {header.lower() for header in cors["AllowHeaders"]} == {"authorization", "content-type", "idempotency-key"}
    assert {header.lower() for header in cors["ExposeHeaders"]} == EXPOSED
    # Tokens travel in a header; a cookie would let other sites act for the reader.
    assert not cors.get("AllowCredentials")


def test_the_stage_is_throttled_by_settings(prod: Deployed, dev: Deployed) -> None:
    limits = [
        (stage["ThrottlingRateLimit"], stage["ThrottlingBurstLimit"])
        for stage in (
            of_the_api(deployed, "AWS::ApiGatewayV2::Stage")[0].properties["DefaultRouteSettings"]
            for deployed in (dev, prod)
        )
    ]
    assert limits == [(500, 1_000), (20_000, 10_000)]


def test_access_logs_hold_ids_and_sizes_but_no_query_and_no_token(stage: Deployed) -> None:
    (gateway,) = of_the_api(stage, "AWS::ApiGatewayV2::Stage")
    logged = json.loads(gateway.properties["AccessLogSettings"]["Format"])
    assert {"requestId", "route", "status", "latency"} <= set(logged)
    text = json.dumps(logged).lower()
    for private in ("authorization", "querystring", "$context.path", "header"):
        assert private not in text


@pytest.mark.parametrize("output", ["HttpApiId", "HttpApiUrl"])
def test_tools_find_the_api(stage: Deployed, output: str) -> None:
    assert output in stage.templates["api"]["Outputs"]


def routes(stage: Deployed) -> list[Resource]:
    return of_the_api(stage, "AWS::ApiGatewayV2::Route")


def of_the_api(stage: Deployed, kind: str) -> list[Resource]:
    """Return the resources of a type that are not the WebSocket API's."""
    return [one for one in stage.of_type(kind) if one.stack == "api"]


def is_of_a_function(integration: Resource) -> bool:
    return bool(integration.properties["IntegrationType"] == "AWS_PROXY")


def function_of(stage: Deployed, route: Resource) -> str:
    _, parts = route.properties["Target"]["Fn::Join"]
    (integration,) = [
        one for one in stage.of_type("AWS::ApiGatewayV2::Integration") if {"Ref": one.logical_id} in parts
    ]
    return function_behind(stage, "api", integration.properties["IntegrationUri"])


def function_behind(stage: Deployed, stack: str, reference: object) -> str:
    """Return the folder of the function that a reference to it, or to its alias, names."""
    return stage.name_of(stack, reference).split("/")[0]
