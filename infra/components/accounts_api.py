"""Accounts, as the client API of Mastodon has them."""

from __future__ import annotations

from infra.blocks.archives import WRITE_OBJECTS
from infra.blocks.pictures import grant_pictures
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, PUT, QUERY, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory
from infra.components.media_api import TIMEOUT_S


def accounts_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(
        factory.api(
            "accounts_api",
            "Profiles and follows for clients of Mastodon",
            timeout_s=TIMEOUT_S,
            memory_mib=1769,
        ),
        factory,
    )
    tables = factory.tables
    tables.identity.grant(function, PUT)
    tables.tweets.grant(function, BATCH_GET, indexes=["by_author"])
    tables.engagement.grant(function, BATCH_GET, QUERY)
    tables.graph.grant(function, GET, BATCH_GET, QUERY, UPDATE, indexes=["exclusions"])
    tables.timelines.grant(function, GET, QUERY)
    tables.trends.grant(function, BATCH_GET)
    tables.media.grant(function, PUT, UPDATE)
    grant_pictures(function, factory.storage.media, WRITE_OBJECTS)
    tables.platform.grant(function, GET, PUT, QUERY)
    # How often an account used the hashtags that it features is for the index to count.
    factory.storage.search.grant_search(function)
    return function
