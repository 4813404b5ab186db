"""What every function behind the HTTP API may touch: tokens and rate limits."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, GET, UPDATE
from infra.blocks.workbench import Workbench


def grant_edge(function: PythonFunction, bench: Workbench) -> PythonFunction:
    """Allow resolving tokens (session and account rows) and counting requests."""
    bench.data.identity.grant(function, GET, BATCH_GET, UPDATE)
    bench.data.platform.grant(function, UPDATE)
    return function
