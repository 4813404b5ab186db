"""Totals at every write of them: never below zero, and never falling where nothing is taken away."""

from __future__ import annotations

from typing import Any, Final

from tests.simulation.engine.sdk import Call, Phase
from tests.simulation.faults import Faults

VOTES: Final = ("voters", "votes_0", "votes_1", "votes_2", "votes_3")
RISING: Final = frozenset(("followers", "following", "tweets", "replies", "retweets", "quotes", *VOTES))
# A like is written beside the check whether it may be, and taken back where it may not (decision 32).
TOTALS: Final = (*sorted(RISING), "likes")


class WatchedTotals:
    """Look at what each write of a total left, at the moment at which it is done; faults come after."""

    def __init__(self, faults: Faults, *, monotonic: bool) -> None:
        self.violations: list[str] = []
        self._faults = faults
        self._monotonic = monotonic
        self._last: dict[tuple[str, str, str], int] = {}

    def on_call(self, call: Call, phase: Phase) -> None:
        """Implement the engine's hook."""
        if phase is Phase.AFTER and call.operation == "UpdateItem" and call.answer is not None:
            self._look(call, call.answer.get("Attributes") or {})
        self._faults.on_call(call, phase)

    def _look(self, call: Call, left: dict[str, Any]) -> None:
        for name in TOTALS:
            if "N" not in left.get(name, {}):
                continue
            total, place = int(left[name]["N"]), (call.targets[0], str(call.params["Key"]), name)
            if total < 0:
                self.violations.append(f"{place} fell to {total}")
            if self._monotonic and name in RISING and total < self._last.get(place, 0):
                self.violations.append(f"{place} fell from {self._last[place]} to {total}, and nothing was taken away")
            self._last[place] = total
