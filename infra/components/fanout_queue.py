"""Timeline jobs: push, remove, back-fill, clean up, rebuild."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_queue
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, BATCH_WRITE, GET, PUT, QUERY, READ, UPDATE
from infra.components.function_factory import FunctionFactory

FANOUT_TIMEOUT_S = 60


def fanout_queue(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from the fan-out queue."""
    function = factory.worker(
        "fanout_queue", "Writes timelines of readers", timeout_s=FANOUT_TIMEOUT_S, memory_mib=1024
    )
    tables = factory.tables
    tables.graph.grant(function, GET, BATCH_GET, QUERY, UPDATE)
    tables.timelines.grant(function, READ, PUT, UPDATE, BATCH_WRITE)
    tables.tweets.grant(function, GET, indexes=["by_author"])
    tables.identity.grant(function, GET, UPDATE)
    factory.fanout.grant_send(function)
    # Who watches decides what is worth a push.
    tables.realtime.grant(function, BATCH_GET)
    factory.pushes.grant_send(function)
    feed_from_queue(function, factory.fanout, concurrency=factory.settings.fanout_concurrency)
    return function
