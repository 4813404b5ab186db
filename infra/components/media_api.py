"""Pictures that are uploaded."""

from __future__ import annotations

from infra.blocks.archives import REMOVE_OBJECTS, WRITE_OBJECTS
from infra.blocks.pictures import grant_pictures
from infra.blocks.python_function import PythonFunction
from infra.blocks.tables import DELETE, GET, PUT, UPDATE
from infra.components.api_edge import grant_edge
from infra.components.function_factory import FunctionFactory

# The decoder ends after 15 s.
TIMEOUT_S = 25


def media_api(factory: FunctionFactory) -> PythonFunction:
    """Declare the function: a whole processor, and memory for a picture at the limits beside the function itself."""
    function = grant_edge(
        factory.api("media_api", "Uploads of pictures", timeout_s=TIMEOUT_S, memory_mib=1769), factory
    )
    factory.tables.media.grant(function, GET, PUT, UPDATE, DELETE)
    # A changed profile is told to all who keep copies of it.
    factory.tables.platform.grant(function, PUT)
    grant_pictures(function, factory.storage.media, WRITE_OBJECTS, REMOVE_OBJECTS)
    return function
