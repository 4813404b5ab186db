"""Follows, requests, blocks and mutes."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, QUERY, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def graph_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("graph_api", "Follows, requests, blocks and mutes"), factory)
    factory.tables.graph.grant(function, GET, BATCH_GET, QUERY, UPDATE, indexes=["exclusions"])
    factory.tables.timelines.grant(function, GET, QUERY)
    factory.tables.platform.grant(function, QUERY)
    return function
