"""Windows of what is talked about, from the event log."""

from __future__ import annotations

from infra.blocks.event_log import EventLog
from infra.blocks.event_sources import feed_from_log
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import PUT
from infra.components.function_factory import FunctionFactory

# The most that Lambda hands on at once. A batch is a part of each of its windows: the fewer, the cheaper.
_BATCH_SIZE = 10_000


def trends_stream(factory: FunctionFactory, events: EventLog) -> PythonFunction:
    """Declare the function and feed it from the event log."""
    function = factory.worker("trends_stream", "Counts what is talked about in windows", memory_mib=1024)
    factory.tables.trends.grant(function, PUT)
    feed_from_log(
        function,
        events,
        factory.storage.failures,
        batch_size=_BATCH_SIZE,
        window_s=factory.settings.trends_batching_s,
    )
    return function
