"""What a run is bent to, over what its seed draws: the rest stays as it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Focus:
    """Rates of faults, factors for the weights of actions (by their names), tunables, the pace, a night for sure.

    A mutant names what brings it out: a run of 150 operations then meets what one of the usual mixture meets in
    thousands.
    """

    rates: Mapping[str, float] = field(default_factory=dict)
    factors: Mapping[str, float] = field(default_factory=dict)
    tunables: Mapping[str, object] = field(default_factory=dict)
    think_s: float | None = None
    night: bool | None = None
    add_only: bool | None = None
