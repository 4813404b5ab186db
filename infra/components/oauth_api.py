"""OAuth 2: apps, the pages on which they are let in, and their tokens."""

from __future__ import annotations

from typing import Final

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_WRITE, DELETE, PUT
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory

# The routes of the function, all methods: what lies below is found by `runtime/facade.py`. A greedy parameter needs a
# character: a bare noun with a slash is found by the route of all of `/api/v1` only. What the façade does not have is
# told in its own words there.
MOUNTS: Final = ("/oauth/{proxy+}", "/api/v1/{proxy+}", "/.well-known/{proxy+}")


def oauth_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("oauth_api", "OAuth 2 for apps, and its pages"), factory)
    factory.tables.identity.grant(function, PUT, DELETE, BATCH_WRITE)
    # Signing in brings an account back that was given up: caches are told, the order to erase it is withdrawn.
    factory.tables.platform.grant(function, PUT)
    return function
