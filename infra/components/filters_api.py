"""Filters of words and tweets."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, DELETE, GET, PUT, QUERY
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def filters_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("filters_api", "Filters of words and tweets"), factory)
    tables = factory.tables
    tables.graph.grant(function, GET, BATCH_GET, PUT, DELETE, indexes=["exclusions"])
    # Only what its owner may see can be named.
    tables.tweets.grant(function, GET, BATCH_GET)
    tables.engagement.grant(function, BATCH_GET)
    tables.platform.grant(function, QUERY)
    return function
