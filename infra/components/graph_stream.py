"""Follow changes: index rows, back-fill and clean-up jobs."""

from __future__ import annotations

from infra.blocks.event_sources import MOST_INVOCATIONS, feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, CHECK, GET, PUT, READ, UPDATE
from infra.components import stream_filters
from infra.components.function_factory import FunctionFactory


def graph_stream(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from the graph table."""
    function = factory.worker("graph_stream", "Builds follow lists and queues back-fill and clean-up")
    tables = factory.tables
    tables.graph.grant(function, READ, UPDATE, CHECK)
    tables.identity.grant(function, GET, UPDATE)
    tables.platform.grant(function, PUT)
    factory.fanout.grant_send(function)
    factory.notifications.grant_send(function)
    tables.realtime.grant(function, BATCH_GET)
    factory.pushes.grant_send(function)
    feed_from_stream(
        function,
        tables.graph,
        factory.storage.failures,
        patterns=[
            *stream_filters.PAIRS,
            *stream_filters.ENDED_LISTS,
            *stream_filters.CELEBRITIES,
            *stream_filters.FILTERS,
        ],
        parallelization=MOST_INVOCATIONS,
    )
    return function
