"""Follow changes: index rows, back-fill and clean-up jobs."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_WRITE, DELETE, PUT, QUERY, READ, UPDATE
from infra.blocks.workbench import Workbench


def graph_stream(bench: Workbench) -> PythonFunction:
    """Declare the function and feed it from the graph table."""
    function = bench.worker("graph_stream", "Builds follow lists and queues back-fill and clean-up")
    data = bench.data
    data.graph.grant(function, READ, PUT, UPDATE, DELETE, BATCH_WRITE)
    data.identity.grant(function, READ, UPDATE)
    data.platform.grant(function, QUERY)
    bench.fanout.grant_send(function)
    feed_from_stream(function, data.graph, data.failures)
    return function
