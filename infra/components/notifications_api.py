"""Notifications, read markers, choices and muted threads."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, DELETE, GET, PUT, QUERY, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def notifications_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("notifications_api", "Notifications and what one wants to be told of"), factory)
    tables = factory.tables
    tables.notifications.grant(function, GET, BATCH_GET, PUT, UPDATE, DELETE, QUERY, indexes=["by_position"])
    tables.tweets.grant(function, GET, BATCH_GET)
    tables.engagement.grant(function, BATCH_GET, QUERY)
    tables.graph.grant(function, BATCH_GET, UPDATE, indexes=["exclusions"])
    tables.messages.grant(function, BATCH_GET)
    tables.platform.grant(function, QUERY)
    return function
