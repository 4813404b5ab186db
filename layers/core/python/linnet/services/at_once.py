"""Make store calls of different types in one serial trip."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from linnet.ports.environment import Parallel

A = TypeVar("A")
B = TypeVar("B")


def both(parallel: Parallel, first: Callable[[], A], second: Callable[[], B]) -> tuple[A, B]:
    """Return the answers of two calls; raise the first error after both have ended."""
    left: list[A] = []
    right: list[B] = []
    parallel.run([lambda: left.append(first()), lambda: right.append(second())])
    return left[0], right[0]
