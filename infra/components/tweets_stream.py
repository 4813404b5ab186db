"""Route new, changed and deleted posts to timelines and feeds."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_WRITE, DELETE, PUT, QUERY, READ, UPDATE
from infra.components import stream_filters
from infra.components.function_factory import FunctionFactory


def tweets_stream(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from the tweets table."""
    function = factory.worker("tweets_stream", "Routes posts to fan-out jobs, feeds and celebrity heads")
    tables = factory.tables
    tables.identity.grant(function, READ)
    tables.graph.grant(function, READ)
    tables.timelines.grant(function, READ, PUT, UPDATE, DELETE, BATCH_WRITE)
    tables.platform.grant(function, QUERY)
    factory.fanout.grant_send(function)
    feed_from_stream(function, tables.tweets, factory.storage.failures, patterns=stream_filters.CONTENT)
    return function
