"""Searches: tweets, people and hashtags; saved and recent searches."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, PUT, QUERY
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def search_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("search_api", "Find tweets, people and hashtags; keep searches"), factory)
    tables = factory.tables
    tables.tweets.grant(function, GET, BATCH_GET, indexes=["by_author"])
    tables.engagement.grant(function, BATCH_GET, QUERY)
    tables.graph.grant(function, BATCH_GET, QUERY, indexes=["exclusions"])
    tables.timelines.grant(function, GET, QUERY)
    tables.trends.grant(function, BATCH_GET)
    tables.platform.grant(function, GET, PUT, QUERY)
    factory.storage.search.grant_search(function)
    return function
