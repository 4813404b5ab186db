"""Totals in memory, with the marks that make each record count once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from linnet.domain.counting import Addition, Holder, Target, Total, sum_of
from linnet.domain.reconciling import Standing
from linnet.ports.counters import Totals

OF_USERS = frozenset({Total.FOLLOWERS, Total.FOLLOWING, Total.TWEETS})


class FakeCounters:
    """Keep totals of the targets that exist. `celebrities` are the accounts whose profile says so.

    `conversations` are those of tweets that answer another; any other tweet begins its own.
    """

    def __init__(self, targets: Iterable[Target]) -> None:
        self.totals: dict[Target, Counter[Total]] = {target: Counter() for target in targets}
        self.marks: dict[tuple[Target, str], int] = {}
        self.acts: dict[Target, int] = {}
        self.celebrities: set[int] = set()
        self.conversations: dict[int, int] = {}

    def apply(self, target: Target, shard: str, additions: Sequence[Addition]) -> Totals | None:
        if target not in self.totals:
            return None
        counted = self.marks.get((target, shard), -1)
        pending = [each for each in additions if each.sequence > counted]
        if pending:
            self.totals[target].update(sum_of(pending))
            self.marks[target, shard] = pending[-1].sequence
            self.acts[target] = max(self.acts.get(target, 0), *(each.act_id for each in pending))
        pulled = target.holder is Holder.USER and target.id in self.celebrities
        return Totals({total: self.totals[target][total] for total in Total}, pulled)

    def look(self, target: Target) -> Standing | None:
        if target not in self.totals:
            return None
        marks = {shard: mark for (owner, shard), mark in self.marks.items() if owner == target}
        of_user = target.holder is Holder.USER
        return Standing(
            {total: self.totals[target][total] for total in Total if (total in OF_USERS) == of_user},
            json.dumps(marks, sort_keys=True),
            self.acts.get(target, 0),
            0 if of_user else self.conversations.get(target.id, target.id),
        )

    def repair(self, target: Target, seen: Standing, counts: Mapping[Total, int]) -> bool:
        standing = self.look(target)
        if standing is None or standing.marks != seen.marks:
            return False
        if any(standing.counts[total] != seen.counts[total] for total in counts):
            return False
        self.totals[target].update({total: wanted - seen.counts[total] for total, wanted in counts.items()})
        return True
