"""OAuth 2: apps, the pages on which they are let in, and their tokens."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_WRITE, DELETE, PUT
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def oauth_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("oauth_api", "OAuth 2 for apps, and its pages"), factory)
    factory.tables.identity.grant(function, PUT, DELETE, BATCH_WRITE, indexes=["by_owner"])
    # Signing in brings an account back that was given up: caches are told, the order to erase it is withdrawn.
    factory.tables.platform.grant(function, PUT)
    return function
