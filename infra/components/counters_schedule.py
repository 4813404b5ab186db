"""Compares totals with their edges."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.schedules import run_every
from infra.blocks.tables import DELETE, GET, PUT, QUERY, UPDATE
from infra.components.function_factory import FunctionFactory

EVERY_MINUTES = 10


def counters_schedule(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and let it run every few minutes; operators invoke it for single targets."""
    function = factory.worker("counters_schedule", "Compares totals with their edges", timeout_s=300, memory_mib=1024)
    tables = factory.tables
    tables.identity.grant(function, GET, UPDATE)
    # A few rows of the key space a run, which only a scan reaches without an index of everything.
    tables.identity.grant_scan(function, ["pk", "sk"])
    tables.tweets.grant_scan(function, ["pk", "sk", "kind"])
    tables.tweets.grant(function, GET, UPDATE, indexes=["by_author", "by_conversation", "by_quoted"])
    tables.engagement.grant(function, indexes=["likes_of", "retweets_of", "votes_of"])
    tables.graph.grant(function, QUERY)
    tables.platform.grant(function, GET, QUERY, PUT, DELETE)
    run_every(function, minutes=EVERY_MINUTES)
    return function
