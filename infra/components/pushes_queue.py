"""The pusher: what happens reaches open sockets."""

from __future__ import annotations

from infra.blocks.event_sources import feed_from_queue
from infra.blocks.python_function import PythonFunction
from infra.blocks.socket_api import SocketApi
from infra.blocks.tables import BATCH_GET, BATCH_WRITE, DELETE, GET, QUERY, UPDATE
from infra.components.function_factory import FunctionFactory

PUSHES_TIMEOUT_S = 20


def pushes_queue(factory: FunctionFactory, sockets: SocketApi) -> PythonFunction:
    """Declare the function and feed it from the queue of pushes."""
    function = factory.worker("pushes_queue", "Delivers pushes to sockets", timeout_s=PUSHES_TIMEOUT_S, memory_mib=1024)
    tables = factory.tables
    tables.realtime.grant(function, GET, QUERY, UPDATE, DELETE, BATCH_WRITE)
    tables.identity.grant(function, GET, BATCH_GET)
    tables.tweets.grant(function, GET, BATCH_GET)
    tables.engagement.grant(function, BATCH_GET, QUERY)
    tables.graph.grant(function, GET, BATCH_GET, indexes=["exclusions"])
    tables.timelines.grant(function, GET, QUERY)
    tables.notifications.grant(function, GET, indexes=["by_position"])
    tables.messages.grant(function, BATCH_GET, QUERY)
    tables.platform.grant(function, QUERY)
    factory.pushes.grant_send(function)
    sockets.grant_manage(function, "POST")
    feed_from_queue(function, factory.pushes, concurrency=factory.settings.pushes_concurrency)
    return function
