"""Tweets, retweets, threads and pins."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, DELETE, GET, PUT, QUERY, READ, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def tweets_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("tweets_api", "Tweets, retweets, threads and pins"), factory)
    tables = factory.tables
    tables.tweets.grant(function, READ, PUT, UPDATE, DELETE, indexes=["by_conversation"])
    tables.media.grant(function, BATCH_GET, UPDATE)
    tables.engagement.grant(function, BATCH_GET, QUERY, UPDATE)
    tables.graph.grant(function, BATCH_GET, indexes=["exclusions"])
    tables.platform.grant(function, GET, QUERY, PUT)
    return function
