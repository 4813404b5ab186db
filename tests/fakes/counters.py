"""Totals in memory, with the marks that make each record count once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from linnet.domain.counting import Addition, Holder, Target, Total, sum_of
from linnet.ports.counters import Totals


class FakeCounters:
    """Keep totals of the targets that exist. `celebrities` are the accounts whose profile says so."""

    def __init__(self, targets: Iterable[Target]) -> None:
        self.totals: dict[Target, Counter[Total]] = {target: Counter() for target in targets}
        self.marks: dict[tuple[Target, str], int] = {}
        self.celebrities: set[int] = set()

    def apply(self, target: Target, shard: str, additions: Sequence[Addition]) -> Totals | None:
        if target not in self.totals:
            return None
        counted = self.marks.get((target, shard), -1)
        pending = [each for each in additions if each.sequence > counted]
        if pending:
            self.totals[target].update(sum_of(pending))
            self.marks[target, shard] = pending[-1].sequence
        pulled = target.holder is Holder.USER and target.id in self.celebrities
        return Totals({total: self.totals[target][total] for total in Total}, pulled)
