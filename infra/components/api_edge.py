"""What every function behind the HTTP API may touch: tokens and rate limits."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, UPDATE
from infra.components.function_factory import FunctionFactory


def grant_edge(function: PythonFunction, factory: FunctionFactory) -> PythonFunction:
    """Allow resolving tokens (session and account rows) and counting requests."""
    factory.tables.identity.grant(function, GET, BATCH_GET, UPDATE)
    factory.tables.platform.grant(function, UPDATE)
    return function
