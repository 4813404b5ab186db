"""What operators order about accounts, and the texts of the house."""

from __future__ import annotations

from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, BATCH_WRITE, DELETE, GET, PUT, UPDATE
from infra.components.function_factory import FunctionFactory


def accounts_events(factory: FunctionFactory) -> PythonFunction:
    """Declare the function. Nothing invokes it but whom IAM allows to: `python -m local accounts` does it for them."""
    function = factory.worker("accounts_events", "Does what operators order about accounts", timeout_s=30)
    factory.tables.identity.grant(function, GET, BATCH_GET, UPDATE, BATCH_WRITE, indexes=["by_owner"])
    factory.tables.platform.grant(function, PUT, DELETE)
    return function
