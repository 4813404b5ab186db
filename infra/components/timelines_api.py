"""Home, profile, public and hashtag timelines."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import PUT, QUERY, READ, UPDATE
from infra.blocks.workbench import Workbench
from infra.components.api_edge import grant_edge


def timelines_api(bench: Workbench) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(bench.api("timelines_api", "Home, profile, public and hashtag timelines"), bench)
    data = bench.data
    data.timelines.grant(function, READ, PUT, UPDATE)
    data.tweets.grant(function, READ, indexes=["by_author"])
    data.engagement.grant(function, READ)
    data.graph.grant(function, READ, indexes=["exclusions"])
    data.platform.grant(function, QUERY)
    bench.fanout.grant_send(function)
    return function
