"""What an event source hands to a function, and what the function's answer says about it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(eq=False, slots=True)
class Delivery:
    """An event for a function. `lane` is the shard or the slot that waits for its outcome; "" when nothing does."""

    function: str
    lane: str
    event: dict[str, Any]


class BadAnswer(Exception):
    """A function answered what its event source does not understand: the whole batch counts as failed."""


def failed_identifiers(answer: Any, known: Sequence[str]) -> set[str]:
    """Return the identifiers of `batchItemFailures`. Raise BadAnswer for what is none of the batch's."""
    if not isinstance(answer, Mapping):
        return set()
    failures = answer.get("batchItemFailures") or []
    identifiers = {failure.get("itemIdentifier") for failure in failures}
    if not identifiers <= set(known):
        raise BadAnswer
    return identifiers


def as_json(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return an event of its own as a function gets it: through JSON, bytes in base 64."""
    made: dict[str, Any] = json.loads(json.dumps(event, default=_encoded))
    return made


def _encoded(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} cannot be in an event")
