"""Messages of queues: JSON of a version, which old and new code share while a deployment is under way."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class MalformedMessage(ValueError):
    """A message is none that this code knows; it stays in the queue until it reaches the dead-letter queue."""


@contextmanager
def parsed(body: str, version: int) -> Iterator[dict[str, Any]]:
    """Read a message, and its fields within the block. Raise MalformedMessage for whatever is wrong with either."""
    try:
        message: dict[str, Any] = json.loads(body)
        _check(message["version"], version)
        yield message
    except MalformedMessage:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise MalformedMessage(f"not as expected: {type(error).__name__}") from error


def number(value: object) -> int | None:
    """Read an id that may be left out; ids are strings, as everywhere in JSON."""
    return None if value is None else int(str(value))


def _check(found: object, known: int) -> None:
    if found != known:
        raise MalformedMessage(f"unknown version {found!r}")
