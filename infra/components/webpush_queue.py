"""Notifications reach clients that are closed, by the push services of their makers."""

from __future__ import annotations

from typing import Final

from aws_cdk import Duration

from infra.blocks.event_sources import feed_from_queue
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, DELETE, GET, QUERY, UPDATE
from infra.components.function_factory import FunctionFactory
from infra.components.push_keys import grant_read

WEBPUSH_TIMEOUT_S = 60
# What push services keep it for: later it is no news.
WEBPUSH_RETENTION: Final = Duration.days(2)


def webpush_queue(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from its queue."""
    function = factory.worker(
        "webpush_queue", "Pushes notifications to closed clients", timeout_s=WEBPUSH_TIMEOUT_S, memory_mib=1024
    )
    tables = factory.tables
    tables.notifications.grant(function, GET, QUERY, UPDATE, DELETE, indexes=["by_position"])
    tables.identity.grant(function, BATCH_GET)
    tables.tweets.grant(function, GET, BATCH_GET)
    tables.engagement.grant(function, BATCH_GET)
    tables.graph.grant(function, BATCH_GET, indexes=["exclusions"])
    tables.messages.grant(function, BATCH_GET)
    tables.platform.grant(function, QUERY)
    grant_read(function, factory.storage.push_secret)
    # What failed comes again after a pause: a chain that ends with the last attempt.
    factory.webpush.grant_send(function)
    function.allow_loop()
    feed_from_queue(function, factory.webpush, concurrency=factory.settings.webpush_concurrency)
    return function
