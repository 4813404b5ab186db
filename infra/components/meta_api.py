"""Health, limits and the contract: no state of its own."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import UPDATE
from infra.components.function_factory import FunctionFactory


def meta_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function; it also answers addresses that do not exist."""
    function = factory.api("meta_api", "Health, limits, the API contract and its page")
    factory.tables.platform.grant(function, UPDATE)
    return function
