"""The shape of a mutant."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import wraps
from types import FunctionType, GeneratorType
from typing import Any, Final
from unittest.mock import patch

from tests.simulation.focus import Focus

# What comes of code that does not fit what it is called by, or calls.
_OF_BROKEN_CODE: Final = (AssertionError, AttributeError, NameError, TypeError)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A bug by its name, and how to have it for a while. `replaced` holds (owner, name of its attribute, new value).

    `focus` and `operations` are those of the runs that look for it.
    """

    name: str
    replaced: tuple[tuple[Any, str, Any], ...]
    focus: Focus = field(default_factory=Focus)
    operations: int = 150

    def applied(self) -> AbstractContextManager[list[str]]:
        """Have the bug until the end of the block.

        The list fills with errors that the mutant's own code makes: a run that meets one has not found the bug.
        """
        return _applied(self.replaced)


class _Watch:
    """Notes errors that arise in the files of functions which replace others, or here, where these are called."""

    def __init__(self, replacements: Iterable[object]) -> None:
        functions = [each.__func__ if isinstance(each, staticmethod) else each for each in replacements]
        self._files = {__file__, *(each.__code__.co_filename for each in functions if isinstance(each, FunctionType))}
        self.broken: list[str] = []

    def over(self, value: object) -> object:
        """Return what does the same under watch; so does what it returns, where that is yet to be run."""
        if isinstance(value, staticmethod):
            return staticmethod(self._call(value.__func__))
        if isinstance(value, FunctionType):
            return self._call(value)
        if isinstance(value, GeneratorType):
            return self._iterator(value)
        return value

    def _call(self, function: Callable[..., object]) -> Callable[..., object]:
        @wraps(function)
        def call(*args: object, **named: object) -> object:
            with self._noting():
                return self.over(function(*args, **named))

        return call

    def _iterator(self, items: Iterator[object]) -> Iterator[object]:
        with self._noting():
            yield from items

    @contextmanager
    def _noting(self) -> Iterator[None]:
        try:
            yield
        except _OF_BROKEN_CODE as error:
            *_, (frame, line) = traceback.walk_tb(error.__traceback__)
            # What the product raises when it meets a bug, or odd data, is a finding.
            if frame.f_code.co_filename in self._files:
                self.broken.append(f"{type(error).__name__}: {error} (line {line}, {frame.f_code.co_name})")
            raise


@contextmanager
def _applied(replaced: tuple[tuple[Any, str, Any], ...]) -> Iterator[list[str]]:
    watch = _Watch(value for _, _, value in replaced)
    with ExitStack() as stack:
        for owner, name, value in replaced:
            stack.enter_context(patch.object(owner, name, watch.over(value)))
        yield watch.broken
