"""What a run is bent to, over what its seed draws: the rest stays as it was drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True, slots=True)
class Focus:
    """What brings a mutant out: a run of 150 operations then meets what one of the usual mixture meets in thousands.

    `actions` are the only ones, by their names, with their weights; none named are all. `rates` are those of faults,
    `kills` those of kills in single functions. `think_s`, `night` and `add_only` are the seed's to draw where None.
    """

    actions: Mapping[str, float] = field(default_factory=dict)
    rates: Mapping[str, float] = field(default_factory=dict)
    kills: Mapping[str, float] = field(default_factory=dict)
    tunables: Mapping[str, object] = field(default_factory=dict)
    think_s: float | None = None
    night: bool | None = False
    add_only: bool | None = False

    def weight(self, name: str, usual: float) -> float:
        """Return how often an action happens, in proportion to the others."""
        return self.actions.get(name, 0) if self.actions else usual


AS_DRAWN: Final = Focus(night=None, add_only=None)
