"""Lists and their members."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, DELETE, GET, PUT, QUERY, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def lists_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("lists_api", "Lists and their members"), factory)
    # Who joins or leaves is written in one transaction with the list.
    factory.tables.graph.grant(function, GET, BATCH_GET, QUERY, PUT, UPDATE, DELETE, indexes=["exclusions"])
    factory.tables.platform.grant(function, QUERY)
    return function
