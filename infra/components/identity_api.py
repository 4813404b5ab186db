"""Accounts, sessions and profiles."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_WRITE, DELETE, PUT, QUERY, READ, UPDATE
from infra.blocks.workbench import Workbench
from infra.components.api_edge import grant_edge


def identity_api(bench: Workbench) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(bench.api("identity_api", "Accounts, sessions and profiles"), bench)
    bench.data.identity.grant(function, READ, PUT, UPDATE, DELETE, BATCH_WRITE, indexes=["by_owner"])
    bench.data.graph.grant(function, READ, indexes=["exclusions"])
    bench.data.platform.grant(function, PUT, QUERY)
    return function
