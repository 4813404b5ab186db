"""Timeline jobs: push, remove, back-fill, clean up, rebuild."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_queue
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_WRITE, DELETE, PUT, QUERY, READ, UPDATE
from infra.blocks.workbench import Workbench

FANOUT_TIMEOUT_S = 60


def fanout_queue(bench: Workbench) -> PythonFunction:
    """Declare the function and feed it from the fan-out queue."""
    function = bench.worker("fanout_queue", "Writes home timelines", timeout_s=FANOUT_TIMEOUT_S, memory_mib=1024)
    data = bench.data
    data.graph.grant(function, READ, UPDATE)
    data.timelines.grant(function, READ, PUT, UPDATE, DELETE, BATCH_WRITE)
    data.tweets.grant(function, READ, indexes=["by_author"])
    data.identity.grant(function, READ, UPDATE)
    data.platform.grant(function, QUERY)
    bench.fanout.grant_send(function)
    feed_from_queue(function, bench.fanout, concurrency=bench.settings.fanout_concurrency)
    return function
