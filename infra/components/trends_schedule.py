"""Computes what trends."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.schedules import run_at_minutes
from infra.blocks.tables import BATCH_GET, BATCH_WRITE, GET, PUT, QUERY, UPDATE
from infra.components.function_factory import FunctionFactory


def trends_schedule(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and let it run by the clock; operators invoke it to block or pin a tag."""
    function = factory.worker("trends_schedule", "Computes what trends", timeout_s=120, memory_mib=1024)
    factory.tables.trends.grant(function, GET, BATCH_GET, QUERY, PUT, UPDATE)
    factory.tables.platform.grant(function, BATCH_WRITE)
    run_at_minutes(function, factory.settings.trends_minutes)
    return function
