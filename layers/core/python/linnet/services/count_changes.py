"""Count the records of one shard into totals, coalesced per target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet.domain.counting import Addition, Change, Holder, Target, Total, act_id, deltas
from linnet.ports.counters import Counters
from linnet.services.review_celebrity import ReviewCelebrity


class CountingStopped(Exception):
    """A target could not be counted: the shard goes on from `sequence`; its cause is chained."""

    def __init__(self, sequence: int) -> None:
        super().__init__(str(sequence))
        self.sequence = sequence


@dataclass(frozen=True, slots=True)
class CountChanges:
    """One write per target and batch, however many records a popular one gets."""

    counters: Counters
    review_celebrity: ReviewCelebrity

    def run(self, shard: str, changes: Sequence[Change]) -> None:
        """Count changes in the order of their sequence numbers. Raise CountingStopped at the first failure.

        Targets come in the order of their first records, so that everything before the failed one's is counted. Later
        records of a counted target may come again: its mark knows them.
        """
        by_target: dict[Target, list[Addition]] = {}
        for change in changes:
            for target, moved in deltas(change).items():
                by_target.setdefault(target, []).append(Addition(change.sequence, moved, act_id(change)))
        for target, additions in by_target.items():
            try:
                self._count(target, shard, additions)
            except Exception as error:
                raise CountingStopped(additions[0].sequence) from error

    def _count(self, target: Target, shard: str, additions: Sequence[Addition]) -> None:
        totals = self.counters.apply(target, shard, additions)
        if totals is None or target.holder is not Holder.USER:
            return
        if any(Total.FOLLOWERS in addition.deltas for addition in additions):
            self.review_celebrity.run(target.id, totals.counts[Total.FOLLOWERS], totals.pulled)
