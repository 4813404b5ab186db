"""The shape of a mutant."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from tests.simulation.focus import Focus


@dataclass(frozen=True, slots=True)
class Mutant:
    """A bug by its name, and how to have it for a while. `replaced` holds (owner, name of its attribute, new value).

    `focus` and `operations` are those of the runs that look for it.
    """

    name: str
    replaced: tuple[tuple[Any, str, Any], ...]
    focus: Focus = field(default_factory=Focus)
    operations: int = 150

    def applied(self) -> AbstractContextManager[None]:
        """Have the bug until the end of the block."""
        return _applied(self.replaced)


@contextmanager
def _applied(replaced: tuple[tuple[Any, str, Any], ...]) -> Iterator[None]:
    with ExitStack() as stack:
        for owner, name, value in replaced:
            stack.enter_context(patch.object(owner, name, value))
        yield
