"""Tickets for sockets."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import PUT
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def realtime_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("realtime_api", "Tickets for sockets"), factory)
    factory.tables.realtime.grant(function, PUT)
    return function
