"""Archives of what accounts have stored, for their owners."""

from __future__ import annotations

from infra.blocks.archives import READ_OBJECTS, WRITE_OBJECTS, grant_archives
from infra.blocks.event_sources import feed_from_queue
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, DELETE, GET, QUERY, UPDATE
from infra.components.function_factory import FunctionFactory

EXPORT_TIMEOUT_S = 300


def export_queue(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from its queue; two at once bound what exporting may cost everybody else.

    A part of an archive is held in memory, beside the page that it is read from.
    """
    function = factory.worker("export_queue", "Exports accounts", timeout_s=EXPORT_TIMEOUT_S, memory_mib=512)
    tables = factory.tables
    tables.identity.grant(function, GET, BATCH_GET, UPDATE, DELETE, indexes=["by_owner"])
    tables.tweets.grant(function, BATCH_GET, QUERY, indexes=["by_author"])
    tables.engagement.grant(function, GET, QUERY)
    tables.graph.grant(function, GET, QUERY, indexes=["exclusions"])
    tables.notifications.grant(function, GET, QUERY)
    tables.drafts.grant(function, QUERY)
    tables.media.grant(function, QUERY)
    tables.messages.grant(function, BATCH_GET, QUERY)
    tables.platform.grant(function, GET, QUERY)
    tables.trends.grant(function, GET)
    grant_archives(function, factory.storage.exports, WRITE_OBJECTS, READ_OBJECTS, names=True)
    # A large archive is many pieces of work, each of which queues the next.
    factory.exports.grant_send(function)
    function.allow_loop()
    feed_from_queue(function, factory.exports, batch_size=1, concurrency=2)
    return function
