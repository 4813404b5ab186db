"""Removes pictures that nothing holds."""

from __future__ import annotations

from infra.blocks.archives import REMOVE_OBJECTS
from infra.blocks.pictures import grant_pictures
from infra.blocks.python_function import PythonFunction
from infra.blocks.schedules import run_every
from infra.blocks.tables import DELETE, GET
from infra.components.function_factory import FunctionFactory


def media_schedule(factory: FunctionFactory) -> PythonFunction:
    """Declare the function and let it run every five minutes: so long a deleted picture is there at most."""
    function = factory.worker("media_schedule", "Removes pictures that nothing holds")
    factory.tables.media.grant(function, GET, DELETE, indexes=["by_expiry"])
    grant_pictures(function, factory.storage.media, REMOVE_OBJECTS)
    run_every(function, minutes=5)
    return function
