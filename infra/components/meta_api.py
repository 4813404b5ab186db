"""Health, limits and the contract: no state of its own."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import UPDATE
from infra.blocks.workbench import Workbench


def meta_api(bench: Workbench) -> PythonFunction:
    """Declare the function; it also answers addresses that do not exist."""
    function = bench.api("meta_api", "Health, limits, the API contract and its page")
    bench.data.platform.grant(function, UPDATE)
    return function
