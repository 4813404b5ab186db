"""What a replay says at its end."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rich.table import Table

from local.replay.deliveries import SETTLE_SECONDS, Observed

PERCENTILES = (50, 95, 99)


def percentile(values: Sequence[float], rank: float) -> float:
    """Return the nearest-rank percentile. Raise ValueError for no values."""
    if not values:
        raise ValueError("there is no percentile of nothing")
    return sorted(values)[max(0, math.ceil(len(values) * rank / 100) - 1)]


@dataclass(slots=True)
class Summary:
    """Counts and times (seconds) of a run; `earlier` is what former runs of the same replay had done."""

    accounts: int = 0
    follows: int = 0
    posted: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refused_setup: Counter[str] = field(default_factory=Counter)
    earlier: int = 0
    deliveries: int = 0
    observed: Observed = Observed()
    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    visible: list[float] = field(default_factory=list)
    unseen: int = 0

    def table(self) -> Table:
        """Return the summary for a terminal."""
        table = Table(show_header=False, box=None, pad_edge=False)
        kinds = ", ".join(f"{count} {kind}" for kind, count in self.posted.most_common())
        total = self.posted.total()
        rate = f", {total / self.seconds:.0f} a second" if total and self.seconds else ""
        table.add_row("accounts", f"{self.accounts} new")
        table.add_row("follows", f"{self.follows} new")
        table.add_row("posted", f"{total} ({kinds}) in {self.seconds:.1f} s{rate}" if total else "nothing new")
        if self.earlier:
            table.add_row("", f"{self.earlier} stood from before")
        table.add_row("refused", _reasons(self.refused + self.refused_setup))
        table.add_row("deliveries", f"{self.deliveries} home entries expected from the follow graph")
        if self.observed.homes:
            seen = self.observed
            table.add_row("", f"{seen.found} of the {seen.expected} newest seen in {seen.homes} followers' homes")
            if seen.found < seen.expected:
                table.add_row("", f"the others had not come {SETTLE_SECONDS:.0f} s after the last post")
        table.add_row("post", _times(self.latencies))
        unseen = f"; {self.unseen} not seen in time" if self.unseen else ""
        table.add_row("write → visible", _times(self.visible) + unseen)
        return table


def _reasons(refused: Counter[str]) -> str:
    if not refused:
        return "nothing"
    return f"{refused.total()}: " + ", ".join(f"{count} {reason}" for reason, count in refused.most_common())


def _times(values: Sequence[float]) -> str:
    if not values:
        return "not measured"
    told = ", ".join(f"p{rank} {percentile(values, rank) * 1000:.0f} ms" for rank in PERCENTILES)
    return f"{told} ({len(values)} measured)"
