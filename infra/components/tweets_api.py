"""Tweets, retweets, threads and pins."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import DELETE, GET, PUT, QUERY, READ, UPDATE
from infra.blocks.workbench import Workbench
from infra.components.api_edge import grant_edge


def tweets_api(bench: Workbench) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(bench.api("tweets_api", "Tweets, retweets, threads and pins"), bench)
    data = bench.data
    data.tweets.grant(function, READ, PUT, UPDATE, DELETE, indexes=["by_author", "by_conversation"])
    data.engagement.grant(function, READ, UPDATE)
    data.graph.grant(function, READ, indexes=["exclusions"])
    data.platform.grant(function, GET, QUERY, PUT)
    return function
