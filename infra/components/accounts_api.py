"""Accounts, as the client API of Mastodon has them."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, PUT, QUERY, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def accounts_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("accounts_api", "Profiles and follows for clients of Mastodon"), factory)
    tables = factory.tables
    tables.identity.grant(function, PUT)
    tables.tweets.grant(function, BATCH_GET, indexes=["by_author"])
    tables.engagement.grant(function, BATCH_GET, QUERY)
    tables.graph.grant(function, GET, BATCH_GET, QUERY, UPDATE, indexes=["exclusions"])
    tables.timelines.grant(function, GET, QUERY)
    tables.trends.grant(function, BATCH_GET)
    tables.platform.grant(function, GET, PUT, QUERY)
    # How often an account used the hashtags that it features is for the index to count.
    factory.storage.search.grant_search(function)
    return function
