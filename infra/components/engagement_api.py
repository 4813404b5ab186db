"""Likes, bookmarks, and the lists of what accounts did to tweets."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, QUERY, READ, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def engagement_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("engagement_api", "Likes, bookmarks and lists of engagement"), factory)
    tables = factory.tables
    tables.tweets.grant(function, GET, BATCH_GET, indexes=["by_quoted"])
    tables.engagement.grant(function, READ, UPDATE, indexes=["bookmarked", "filed", "likes_of", "retweets_of"])
    tables.graph.grant(function, BATCH_GET, indexes=["exclusions"])
    tables.platform.grant(function, QUERY)
    return function
