"""Accounts that are erased."""

from __future__ import annotations

from infra.blocks.archives import REMOVE_OBJECTS, grant_archives
from infra.blocks.event_sources import feed_from_queue
from infra.blocks.pictures import grant_pictures
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, BATCH_WRITE, DELETE, GET, PUT, QUERY, UPDATE
from infra.components.function_factory import FunctionFactory

ERASURE_TIMEOUT_S = 60
# A delivery is thousands of calls and keeps what it has done when one of them fails: it is worth more tries than usual.
ERASURE_RECEIVES = 10


def erasure_queue(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and feed it from its queue; two at once bound what erasing may cost those who stay."""
    function = factory.worker("erasure_queue", "Erases accounts", timeout_s=ERASURE_TIMEOUT_S, memory_mib=512)
    tables = factory.tables
    tables.identity.grant(function, GET, UPDATE, DELETE, BATCH_WRITE, indexes=["by_owner"])
    tables.tweets.grant(function, GET, UPDATE, DELETE, indexes=["by_author"])
    tables.engagement.grant(function, QUERY, UPDATE, BATCH_WRITE)
    tables.graph.grant(function, BATCH_GET, QUERY, UPDATE, DELETE)
    tables.timelines.grant(function, QUERY, BATCH_WRITE)
    tables.notifications.grant(function, QUERY, BATCH_WRITE)
    tables.drafts.grant(function, QUERY, BATCH_WRITE)
    tables.media.grant(function, QUERY, UPDATE, DELETE)
    tables.messages.grant(function, BATCH_GET, QUERY, UPDATE, DELETE, BATCH_WRITE)
    tables.realtime.grant(function, QUERY, UPDATE, DELETE, BATCH_WRITE)
    tables.platform.grant(function, PUT, QUERY, BATCH_WRITE)
    tables.trends.grant(function, QUERY, BATCH_WRITE)
    grant_archives(function, factory.storage.exports, REMOVE_OBJECTS, names=True)
    grant_pictures(function, factory.storage.media, REMOVE_OBJECTS)
    # A large account is many pieces of work, each of which queues the next.
    factory.erasure.grant_send(function)
    function.allow_loop()
    feed_from_queue(function, factory.erasure, batch_size=1, concurrency=2)
    return function
