"""Accounts, sessions and profiles."""

from __future__ import annotations

from infra.blocks.archives import READ_OBJECTS, grant_archives
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import BATCH_GET, BATCH_WRITE, DELETE, PUT
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory


def identity_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function."""
    function = grant_edge(factory.api("identity_api", "Accounts, sessions and profiles"), factory)
    factory.tables.identity.grant(function, PUT, DELETE, BATCH_WRITE, indexes=["by_owner"])
    factory.tables.graph.grant(function, BATCH_GET)
    factory.tables.platform.grant(function, PUT)
    # A link to an archive is signed with what the function itself may do.
    grant_archives(function, factory.storage.exports, READ_OBJECTS, names=False)
    factory.exports.grant_send(function)
    return function
