"""Totals from the edges of four tables: one mechanism."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, PUT, UPDATE
from infra.components import stream_filters
from infra.components.function_factory import FunctionFactory

# With a window the event names its shard, which the high-water marks compare by; a longer one also coalesces more.
_WINDOW_S = 5


def counters_stream(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from tweets, graph, engagement and identity."""
    function = factory.worker("counters_stream", "Keeps every total equal to its edges")
    tables = factory.tables
    tables.identity.grant(function, GET, UPDATE)
    tables.tweets.grant(function, GET, UPDATE)
    # The order to treat somebody as a celebrity is a row of the graph; graph_stream carries it out.
    tables.graph.grant(function, UPDATE)
    # What is hot is noted for the reconciler; the network's own totals.
    tables.platform.grant(function, GET, PUT, UPDATE)
    # Who watches decides what is worth a push.
    tables.realtime.grant(function, BATCH_GET)
    factory.pushes.grant_send(function)
    factory.totals.grant_send(function)
    # Without its own writes of counts and the rows that follow from pairs, which both count for nothing.
    for table, patterns in (
        (tables.tweets, stream_filters.CONTENT),
        (tables.graph, stream_filters.PAIRS),
        (tables.engagement, ()),
        (tables.identity, stream_filters.PRESENCE),
    ):
        feed_from_stream(
            function,
            table,
            factory.storage.failures,
            batch_size=1000,
            window_s=1,
            patterns=patterns,
            tumbling_window_s=_WINDOW_S,
        )
    return function
