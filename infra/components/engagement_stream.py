"""What accounts do to tweets, gathered into notification jobs and events of trends."""

from __future__ import annotations

from infra.blocks.event_log import EventLog
from infra.blocks.event_sources import feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET
from infra.components.function_factory import FunctionFactory


def engagement_stream(factory: FunctionFactory, events: EventLog) -> PythonFunction:
    """Declare the function and feed it from the engagement table."""
    function = factory.worker("engagement_stream", "Queues notifications of likes and retweets")
    factory.notifications.grant_send(function)
    # What a like says of trends is what its tweet says, if everybody may see that.
    factory.tables.tweets.grant(function, BATCH_GET)
    factory.tables.identity.grant(function, BATCH_GET)
    events.grant_put(function)
    # What many do to one tweet within a second becomes one job: its author's row takes one write for it.
    feed_from_stream(function, factory.tables.engagement, factory.storage.failures, batch_size=1000, window_s=1)
    return function
