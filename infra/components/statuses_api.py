"""Statuses for clients of Mastodon: tweets, what accounts do to them, and the lists of it."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, CHECK, DELETE, GET, PUT, QUERY, READ, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def statuses_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("statuses_api", "Statuses for clients of Mastodon"), factory)
    tables = factory.tables
    tables.tweets.grant(function, READ, PUT, UPDATE, DELETE, indexes=["by_conversation", "by_quoted"])
    tables.media.grant(function, BATCH_GET, UPDATE)
    tables.engagement.grant(function, READ, UPDATE, indexes=["bookmarked", "likes_of", "retweets_of"])
    # A message is written on condition that no block stands.
    tables.graph.grant(function, BATCH_GET, CHECK, UPDATE, indexes=["exclusions"])
    tables.messages.grant(function, GET, BATCH_GET, QUERY, PUT, UPDATE)
    tables.drafts.grant(function, GET, QUERY, PUT, DELETE)
    tables.platform.grant(function, GET, QUERY, PUT)
    return function
