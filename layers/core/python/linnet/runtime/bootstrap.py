"""Build the real environment of a function, once per container."""

from __future__ import annotations

from linnet.runtime.environment import Environment


def environment(function: str) -> Environment:
    raise RuntimeError(function)
