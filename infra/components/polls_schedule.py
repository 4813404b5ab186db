"""Ends polls whose time is up."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.schedules import run_every
from infra.blocks.tables import UPDATE
from infra.components.function_factory import FunctionFactory


def polls_schedule(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and let it run every minute."""
    function = factory.worker("polls_schedule", "Queues the end of polls")
    factory.tables.tweets.grant(function, UPDATE, indexes=["by_poll_end"])
    factory.notifications.grant_send(function)
    run_every(function, minutes=1)
    return function
