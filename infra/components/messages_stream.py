"""Conversation lists and pushes that follow from messages."""

from __future__ import annotations

from infra.blocks.event_sources import MOST_INVOCATIONS, feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, UPDATE
from infra.components import stream_filters
from infra.components.function_factory import FunctionFactory


def messages_stream(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from the messages table."""
    function = factory.worker("messages_stream", "Keeps conversation lists, tells of messages")
    tables = factory.tables
    tables.messages.grant(function, BATCH_GET, UPDATE)
    tables.identity.grant(function, BATCH_GET)
    factory.pushes.grant_send(function)
    factory.notifications.grant_send(function)
    feed_from_stream(
        function,
        tables.messages,
        factory.storage.failures,
        patterns=stream_filters.CONVERSATIONS,
        parallelization=MOST_INVOCATIONS,
    )
    return function
