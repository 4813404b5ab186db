"""The root of the façade: what no noun has, and bare nouns with a slash behind them.

API Gateway matches a path to the letter, a route of it cannot end with a slash, and a greedy parameter matches one
character at least. `/api/v1/instance/` therefore comes to the root, which hands it to the noun's function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from linnet.domain.errors import Code, DomainError
from linnet.ports.functions import FunctionFailed, Functions
from linnet.runtime.environment import Environment
from linnet.runtime.facade import Facade, refused
from linnet.runtime.facade_nouns import functions_by_noun, noun_of
from linnet.runtime.observability import count, logger

S = TypeVar("S")


class FacadeRoot(Facade[S]):
    """A façade that hands requests for nouns of others to their functions, as they came; `functions` calls them."""

    def __init__(
        self, function: str, build: Callable[[Environment], S], contract: Path, functions: Callable[[S], Functions]
    ) -> None:
        super().__init__(function, build)
        self._functions = functions
        # Read at the first request, not at each start of a container.
        self._nouns = cache(lambda: functions_by_noun(contract))

    def answer(self, event: Mapping[str, Any], _context: object = None) -> dict[str, Any]:
        """Answer an API Gateway HTTP API event (payload format 2.0)."""
        path = str(event.get("rawPath", "")).rstrip("/")
        owner = self._nouns().get(noun_of(path), self.function) if path else self.function
        if owner == self.function:
            return super().answer(event)
        _, services, _ = self.container.get()
        try:
            return self._functions(services).call(owner, event)
        except FunctionFailed:
            # A write may have been done, so the client is not told to come again at once.
            logger().exception("no answer of another function", extra={"function": owner})
            count("FunctionFailed")
            return refused(event, DomainError(Code.UNAVAILABLE, "Please try again later"))
