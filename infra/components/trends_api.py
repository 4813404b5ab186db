"""What trends."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, QUERY, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def trends_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("trends_api", "What trends"), factory)
    tables = factory.tables
    tables.trends.grant(function, GET, BATCH_GET, UPDATE)
    tables.tweets.grant(function, BATCH_GET)
    tables.engagement.grant(function, BATCH_GET, QUERY)
    tables.graph.grant(function, indexes=["exclusions"])
    tables.platform.grant(function, QUERY)
    return function
