"""Publishes the scheduled tweets whose time has come."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.schedules import run_every
from infra.blocks.tables import BATCH_GET, DELETE, GET, PUT, QUERY, UPDATE
from infra.components.function_factory import FunctionFactory


def drafts_schedule(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and let it run every minute."""
    # Publishing takes some ten milliseconds of a processor each; this is a whole one.
    function = factory.worker("drafts_schedule", "Publishes scheduled tweets", memory_mib=1769)
    tables = factory.tables
    tables.drafts.grant(function, GET, PUT, UPDATE, DELETE, indexes=["by_due"])
    tables.tweets.grant(function, GET, BATCH_GET, PUT)
    tables.media.grant(function, UPDATE)
    tables.identity.grant(function, GET, BATCH_GET)
    tables.engagement.grant(function, BATCH_GET)
    tables.graph.grant(function, BATCH_GET, indexes=["exclusions"])
    tables.platform.grant(function, QUERY)
    factory.notifications.grant_send(function)
    run_every(function, minutes=1)
    return function
