"""Finds the accounts that are to be erased."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.schedules import run_every
from infra.blocks.tables import QUERY
from infra.components.function_factory import FunctionFactory


def erasure_schedule(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and let it run every few minutes."""
    function = factory.worker("erasure_schedule", "Queues the accounts that are to be erased", memory_mib=256)
    factory.tables.identity.grant(function, QUERY)
    factory.erasure.grant_send(function)
    run_every(function, minutes=factory.settings.erasure_minutes)
    return function
