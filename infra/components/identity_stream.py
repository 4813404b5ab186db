"""Sessions that end close sockets and end pushes; the suspended, the index of profiles and who sends mail are told."""

from __future__ import annotations

from infra.blocks.event_sources import MOST_INVOCATIONS, feed_from_stream
from infra.blocks.python_function import PythonFunction
from infra.blocks.socket_api import SocketApi
from infra.blocks.tables import BATCH_GET, BATCH_WRITE, DELETE, QUERY, UPDATE
from infra.components import stream_filters
from infra.components.function_factory import FunctionFactory


def identity_stream(factory: FunctionFactory, sockets: SocketApi) -> PythonFunction:
    """Declare the function and feed it from the identity table."""
    function = factory.worker(
        "identity_stream", "Closes sockets and ends pushes of sessions that end, tells who was suspended"
    )
    tables = factory.tables
    tables.identity.grant(function, BATCH_GET)
    tables.realtime.grant(function, QUERY, UPDATE, DELETE, BATCH_WRITE)
    tables.notifications.grant(function, QUERY, DELETE)
    sockets.grant_manage(function, "DELETE")
    factory.notifications.grant_send(function)
    factory.index.grant_send(function)
    factory.mail.grant_send(function)
    feed_from_stream(
        function,
        tables.identity,
        factory.storage.failures,
        parallelization=MOST_INVOCATIONS,
        patterns=[
            *stream_filters.ENDED_SESSIONS,
            *stream_filters.ACCOUNTS,
            *stream_filters.PROFILES,
            *stream_filters.MAILS,
        ],
    )
    return function
