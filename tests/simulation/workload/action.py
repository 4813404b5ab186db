"""The shape of an action."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.simulation.people import Client


@dataclass(frozen=True, slots=True)
class Action:
    """Something that a client does, so often in proportion to the others.

    `adds` marks what takes nothing away: in runs that only add, totals may never fall.
    """

    name: str
    weight: float
    run: Callable[[Client], None]
    adds: bool = True
