"""Scopes × routes, from the route tables: no operation of the façade without the scope that it declares."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from linnet.domain.oauth import scopes
from linnet.runtime.facade_openapi import load_facades
from linnet.runtime.facade_routes import FacadeRoute
from linnet.runtime.routes import Auth
from local.seed import SeedFile, Seeding
from tests.integration.in_memory_network import InMemoryNetwork, in_memory_network

ROUTES = {route.key: route for facade in load_facades() for route in facade.routes.values()}
WITH_TOKENS = sorted(key for key, route in ROUTES.items() if route.auth is not Auth.NONE)
OUTSIDE = "This action is outside the authorized scopes"


def parents(scope: str) -> list[str]:
    """Return each single scope that covers one."""
    return [each for each in scopes.SUPPORTED if scopes.covers({each}, scope)]


def others(scope: str) -> list[str]:
    """Return all scopes that do not cover one, not even together."""
    return [each for each in scopes.SUPPORTED if each not in parents(scope)]


@pytest.fixture(scope="module")
def network() -> Iterator[InMemoryNetwork]:
    with pytest.MonkeyPatch.context() as patched:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            patched.setenv(name, "test")
        with in_memory_network() as network:
            wanted = {scope for route in ROUTES.values() if (scope := route.scope) is not None}
            tokens = [{"token": f"only {each}", "user": "ann", "scopes": each} for each in scopes.SUPPORTED]
            tokens += [{"token": f"but {each}", "user": "ann", "scopes": " ".join(others(each))} for each in wanted]
            ann = {"username": "ann", "email": "ann@example.org", "password": "x"}
            listed = SeedFile.model_validate({"users": [ann], "tokens": tokens})
            Seeding(network.environments["oauth_api"]).run(listed)
            yield network


def called(network: InMemoryNetwork, route: FacadeRoute[Any], token: str | None) -> tuple[int, str]:
    """Return status and refusal of an operation on what does not exist."""
    path = re.sub(r"\{\w+\}", "5", route.path)
    sent = {} if token is None else {"authorization": f"Bearer {token}"}
    answer = network.call_facade(route.method, path, b"", **sent)
    body = json.loads(answer["body"]) if answer.get("body") else {}
    return answer["statusCode"], body.get("error", "") if isinstance(body, dict) else ""


@pytest.mark.parametrize("key", WITH_TOKENS)
def test_all_other_scopes_together_do_not_open_it(network: InMemoryNetwork, key: str) -> None:
    route = ROUTES[key]
    assert called(network, route, f"but {route.scope}") == (403, OUTSIDE)


@pytest.mark.parametrize("key", WITH_TOKENS)
def test_its_own_scope_and_each_that_contains_it_do(network: InMemoryNetwork, key: str) -> None:
    route = ROUTES[key]
    assert route.scope in scopes.SUPPORTED
    for scope in parents(str(route.scope)):
        status, told = called(network, route, f"only {scope}")
        assert status != 401
        assert told != OUTSIDE
        assert status < 500


@pytest.mark.parametrize("key", WITH_TOKENS)
def test_without_a_token_it_is_refused_or_open_to_all(network: InMemoryNetwork, key: str) -> None:
    route = ROUTES[key]
    assert (called(network, route, None)[0] == 401) == (route.auth is Auth.REQUIRED)
    assert called(network, route, "nobody's") == (401, "The access token is invalid")
