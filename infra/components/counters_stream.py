"""Totals from the edges of three tables: one mechanism."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import GET, PUT, QUERY, READ, UPDATE
from infra.blocks.workbench import Workbench

# With a window the event names its shard, which the high-water marks compare by; a longer one also coalesces more.
_WINDOW_S = 5


def counters_stream(bench: Workbench) -> PythonFunction:
    """Declare the function and feed it from tweets, graph and engagement."""
    function = bench.worker("counters_stream", "Keeps every total equal to its edges")
    data = bench.data
    data.identity.grant(function, READ, UPDATE)
    data.tweets.grant(function, GET, UPDATE)
    data.graph.grant(function, QUERY)
    data.platform.grant(function, PUT, QUERY)
    bench.fanout.grant_send(function)
    for table in (data.tweets, data.graph, data.engagement):
        feed_from_stream(function, table, data.failures, batch_size=1000, window_s=1, tumbling_window_s=_WINDOW_S)
    return function
