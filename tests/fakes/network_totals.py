"""Counts of the network in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from linnet.domain.network_totals import Count, CountDeltas
from linnet.ports.environment import Clock
from linnet.ports.network_totals import NetworkAddition


class FakeNetworkCounts:
    """Implement the port; `reads` is how often somebody has read."""

    def __init__(self, clock: Clock) -> None:
        self.counts: Counter[Count] = Counter()
        self.reads = 0
        self._marks: dict[str, int] = {}
        self._clock = clock

    def apply(self, shard: str, additions: Sequence[NetworkAddition]) -> None:
        now_ms = self._clock.now_ms()
        for addition in additions:
            if addition.sequence > self._marks.get(shard, -1):
                self._marks[shard] = addition.sequence
                self.counts.update({count: delta for count, delta in addition.deltas.items() if count.kept(now_ms)})
        for count in [each for each in self.counts if not each.kept(now_ms)]:
            del self.counts[count]

    def read(self) -> CountDeltas:
        self.reads += 1
        return dict(self.counts)
