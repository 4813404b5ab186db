"""Follows, requests, blocks and mutes."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import DELETE, PUT, QUERY, READ, UPDATE
from infra.blocks.workbench import Workbench
from infra.components.api_edge import grant_edge


def graph_api(bench: Workbench) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(bench.api("graph_api", "Follows, requests, blocks and mutes"), bench)
    bench.data.graph.grant(function, READ, PUT, UPDATE, DELETE, indexes=["exclusions"])
    bench.data.platform.grant(function, QUERY)
    return function
