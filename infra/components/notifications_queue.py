"""Notification jobs: look at the facts and settle groups."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_queue
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, PUT, QUERY
from infra.components.function_factory import FunctionFactory

NOTIFICATIONS_TIMEOUT_S = 30


def notifications_queue(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from the queue of notification jobs."""
    function = factory.worker(
        "notifications_queue", "Writes notifications", timeout_s=NOTIFICATIONS_TIMEOUT_S, memory_mib=1024
    )
    tables = factory.tables
    tables.notifications.grant(function, GET, BATCH_GET, PUT)
    tables.tweets.grant(function, GET, indexes=["by_quoted"])
    tables.engagement.grant(function, BATCH_GET, indexes=["likes_of", "retweets_of", "votes_of"])
    tables.graph.grant(function, GET, BATCH_GET, QUERY)
    tables.identity.grant(function, BATCH_GET)
    tables.drafts.grant(function, GET)
    tables.messages.grant(function, BATCH_GET)
    factory.pushes.grant_send(function)
    factory.webpush.grant_send(function)
    # A job of many recipients is cut into several, each smaller than it was: a chain of them ends.
    factory.notifications.grant_send(function)
    function.allow_loop()
    feed_from_queue(function, factory.notifications, concurrency=factory.settings.notifications_concurrency)
    return function
