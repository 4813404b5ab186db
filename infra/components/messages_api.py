"""Direct messages, groups and requests."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, CHECK, DELETE, GET, PUT, QUERY, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def messages_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("messages_api", "Direct messages, groups and requests"), factory)
    tables = factory.tables
    tables.messages.grant(function, GET, BATCH_GET, QUERY, PUT, UPDATE, DELETE, indexes=["by_activity"])
    # A message is written on condition that no block stands.
    tables.graph.grant(function, BATCH_GET, CHECK, indexes=["exclusions"])
    tables.platform.grant(function, QUERY)
    factory.pushes.grant_send(function)
    return function
