"""What accounts do to tweets, gathered into notification jobs."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.components.function_factory import FunctionFactory


def engagement_stream(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from the engagement table."""
    function = factory.worker("engagement_stream", "Queues notifications of likes and retweets")
    factory.notifications.grant_send(function)
    # What many do to one tweet within a second becomes one job: its author's row takes one write for it.
    feed_from_stream(function, factory.tables.engagement, factory.storage.failures, batch_size=1000, window_s=1)
    return function
