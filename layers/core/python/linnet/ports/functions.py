"""Other functions of the system, called and waited for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol


class FunctionFailed(Exception):
    """A function could not be called, failed, or did not answer in time; whether it did anything is not known."""


class Functions(Protocol):
    """The functions that this one may call."""

    def call(self, name: str, event: Mapping[str, Any]) -> dict[str, Any]:
        """Hand an event to a function, once, and return its answer. Raise FunctionFailed."""
        ...
