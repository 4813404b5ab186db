"""Handshakes, frames and goodbyes of sockets."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.socket_api import SocketApi
from infra.blocks.tables import BATCH_GET, BATCH_WRITE, DELETE, GET, PUT, QUERY, UPDATE
from infra.components.function_factory import FunctionFactory


def realtime_socket(factory: FunctionFactory, sockets: SocketApi) -> PythonFunction:
    """Declare the function and let it serve the WebSocket API."""
    function = factory.worker("realtime_socket", "Handshakes and frames of sockets", timeout_s=10, memory_mib=1024)
    tables = factory.tables
    tables.realtime.grant(function, GET, BATCH_GET, QUERY, PUT, UPDATE, DELETE, BATCH_WRITE)
    tables.identity.grant(function, GET, BATCH_GET)
    tables.tweets.grant(function, GET)
    tables.graph.grant(function, GET, BATCH_GET)
    tables.platform.grant(function, UPDATE)
    sockets.grant_manage(function, "POST", "DELETE")
    sockets.route_to(function)
    return function
