"""Home, list, profile, public and hashtag timelines."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, PUT, QUERY, READ, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def timelines_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("timelines_api", "Home, list, profile, public and hashtag timelines"), factory)
    tables = factory.tables
    tables.timelines.grant(function, READ, UPDATE)
    tables.tweets.grant(function, GET, BATCH_GET, indexes=["by_author"])
    tables.engagement.grant(function, BATCH_GET, QUERY)
    tables.graph.grant(function, GET, BATCH_GET, QUERY, indexes=["exclusions"])
    tables.trends.grant(function, GET, BATCH_GET)
    tables.platform.grant(function, GET, PUT, QUERY)
    factory.fanout.grant_send(function)
    return function
