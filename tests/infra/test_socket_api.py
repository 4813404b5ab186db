"""The WebSocket API: one function serves it, throttled, and what it logs holds no token."""

from __future__ import annotations

import json

import pytest

from tests.infra.templates import Deployed, Resource


def of_the_api(stage: Deployed, kind: str) -> list[Resource]:
    return [one for one in stage.of_type(kind) if one.stack == "async"]


def test_every_route_is_served_by_one_function(stage: Deployed) -> None:
    routes = of_the_api(stage, "AWS::ApiGatewayV2::Route")
    assert sorted(one.properties["RouteKey"] for one in routes) == ["$connect", "$default", "$disconnect"]
    permissions = of_the_api(stage, "AWS::Lambda::Permission")
    called = [one for one in permissions if one.properties["Principal"] == "apigateway.amazonaws.com"]
    assert {stage.name_of("async", one.properties["FunctionName"]) for one in called} == {"realtime_socket"}


def test_handshakes_and_frames_are_throttled_and_logged_without_their_query(stage: Deployed) -> None:
    (gateway,) = of_the_api(stage, "AWS::ApiGatewayV2::Stage")
    settings = gateway.properties["DefaultRouteSettings"]
    assert settings["ThrottlingRateLimit"] > 0
    assert settings["ThrottlingBurstLimit"] > 0
    text = gateway.properties["AccessLogSettings"]["Format"].lower()
    assert {"requestid", "route", "status"} <= set(json.loads(text))
    for private in ("authorization", "querystring", "header"):
        assert private not in text


@pytest.mark.parametrize("name", ["realtime_socket", "pushes_queue", "identity_stream"])
def test_functions_are_told_the_api_and_its_stage(prod: Deployed, name: str) -> None:
    assert prod.environment(name)["SOCKET_API"] == "sockets/api/live"


@pytest.mark.parametrize("output", ["SocketApiId", "SocketStageName", "SocketApiUrl"])
def test_tools_find_the_api(stage: Deployed, output: str) -> None:
    assert output in stage.templates["async"]["Outputs"]
