"""Drafts and scheduled tweets."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, DELETE, GET, PUT, QUERY, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def drafts_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("drafts_api", "Drafts and scheduled tweets"), factory)
    tables = factory.tables
    tables.drafts.grant(function, GET, QUERY, PUT, DELETE)
    tables.tweets.grant(function, GET, BATCH_GET, PUT)
    tables.media.grant(function, BATCH_GET, UPDATE)
    tables.engagement.grant(function, BATCH_GET)
    tables.graph.grant(function, BATCH_GET, indexes=["exclusions"])
    tables.platform.grant(function, GET, QUERY, PUT)
    return function
