"""Route new, changed and deleted posts to timelines and feeds."""

from __future__ import annotations

from infra.blocks.event_log import EventLog
from infra.blocks.event_sources import MOST_INVOCATIONS, feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, DELETE, GET, PUT, QUERY, UPDATE
from infra.components import stream_filters
from infra.components.function_factory import FunctionFactory


def tweets_stream(factory: FunctionFactory, events: EventLog) -> PythonFunction:
    """Declare the function and feed it from the tweets table."""
    function = factory.worker("tweets_stream", "Routes posts to fan-out jobs, feeds and celebrity heads")
    tables = factory.tables
    tables.tweets.grant(function, GET)
    tables.identity.grant(function, GET)
    tables.graph.grant(function, GET, QUERY)
    tables.timelines.grant(function, GET, PUT, UPDATE, DELETE)
    factory.fanout.grant_send(function)
    factory.notifications.grant_send(function)
    factory.index.grant_send(function)
    # Who watches decides what is worth a push.
    tables.realtime.grant(function, BATCH_GET)
    factory.pushes.grant_send(function)
    events.grant_put(function)
    feed_from_stream(
        function,
        tables.tweets,
        factory.storage.failures,
        patterns=stream_filters.CONTENT,
        parallelization=MOST_INVOCATIONS,
    )
    return function
