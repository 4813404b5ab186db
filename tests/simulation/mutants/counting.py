"""Bugs of totals."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from typing import Final

from linnet.adapters.dynamodb import counters, network_counts
from linnet.adapters.dynamodb.counters import DynamoCounters
from linnet.adapters.dynamodb.marked_rows import mark_name, marked, padded
from linnet.adapters.dynamodb.network_counts import DynamoNetworkCounts
from linnet.domain.counting import Addition, Change, Target, deltas, sum_of
from linnet.ports.counters import Totals
from linnet.ports.network_totals import NetworkAddition
from linnet.services.count_changes import CountChanges
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant


def _plain_add(self: DynamoCounters, target: Target, additions: Sequence[Addition]) -> Totals | None:
    names, values, adds = {"#pk": "pk", "#touched": "touched"}, {":touched": {"S": "counts"}}, []
    for position, (total, delta) in enumerate(sum_of(additions).items()):
        names[f"#t{position}"] = total.value
        values[f":d{position}"] = {"N": str(delta)}
        adds.append(f"#t{position} :d{position}")
    expression = f"ADD {', '.join(adds)} SET #touched = :touched"
    row = self._update(target, expression, "attribute_exists(#pk)", names, values)
    return None if row is None else counters._totals(target, row)


def _naive_add(self: DynamoCounters, target: Target, shard: str, additions: Sequence[Addition]) -> Totals | None:
    return _plain_add(self, target, additions)


def _mark_then_add(self: DynamoCounters, target: Target, shard: str, additions: Sequence[Addition]) -> Totals | None:
    mark = mark_name(shard)
    row = self._read(target)
    if row is None:
        return None
    counted = marked({"hwm": {"M": {}}, **row}, mark)
    pending = [each for each in additions if each.sequence > counted]
    if not pending:
        return counters._totals(target, row)
    if "hwm" not in row:
        self._make_marks(target)
    newest = {"sequence": {"S": padded(pending[-1].sequence)}, "at": {"N": str(self._now_s())}}
    self._update(
        target,
        "SET #hwm.#mark = :mark, #touched = :touched",
        "attribute_exists(#hwm)",
        {"#hwm": "hwm", "#mark": mark, "#touched": "touched"},
        {":mark": {"M": newest}, ":touched": {"S": "counts"}},
    )
    return _plain_add(self, target, pending)


def _go_on_after_a_failure(self: CountChanges, shard: str, changes: Sequence[Change]) -> None:
    by_target: dict[Target, list[Addition]] = {}
    for change in changes:
        for target, moved in deltas(change).items():
            by_target.setdefault(target, []).append(Addition(change.sequence, moved))
    for target, additions in by_target.items():
        try:
            self._count(target, shard, additions)
        except Exception:  # noqa: BLE001 - the bug
            continue


def _unpadded(sequence: int) -> str:
    return str(sequence)


_batches: Final[set[tuple[int, Target, str, int, int]]] = set()


def _dedupe_by_batch(self: DynamoCounters, target: Target, shard: str, additions: Sequence[Addition]) -> Totals | None:
    # Identities of objects tell one run's clock from another's.
    batch = (id(self.clock), target, shard, additions[0].sequence, additions[-1].sequence)
    if batch in _batches:
        row = self._read(target)
        return None if row is None else counters._totals(target, row)
    totals = _plain_add(self, target, additions)
    _batches.add(batch)
    return totals


_calls: Final = count()


def _count_the_network_again(self: DynamoNetworkCounts, shard: str, additions: Sequence[NetworkAddition]) -> None:
    # A mark of its own for each delivery.
    mark = mark_name(f"{shard} {next(_calls)}")
    pk = f"{network_counts.PREFIX}{int(mark, 16) % network_counts.SLICES}"
    if self._add(pk, mark, additions) is None:
        self._begin(pk)
        self._add(pk, mark, additions)


COUNTED: Final = {"post": 2, "like": 3, "unlike": 2, "follow": 2, "unfollow": 1, "retweet": 1, "one tweet": 1}

MUTANTS = (
    Mutant("naive ADD", ((DynamoCounters, "apply", _naive_add),), Focus(COUNTED, rates={"replay": 0.2})),
    Mutant(
        "marker, then ADD",
        ((DynamoCounters, "apply", _mark_then_add),),
        Focus(COUNTED, kills={"counters_stream": 0.05}),
    ),
    Mutant(
        "high-water mark that goes on after a failure",
        ((CountChanges, "run", _go_on_after_a_failure),),
        Focus(COUNTED, rates={"throttle": 0.02, "hot_key": 0.05}),
    ),
    Mutant("sequence numbers compared as text", ((counters, "padded", _unpadded),), Focus(COUNTED)),
    Mutant(
        "dedupe by batch",
        ((DynamoCounters, "apply", _dedupe_by_batch),),
        Focus(COUNTED, rates={"replay": 0.2}, kills={"counters_stream": 0.05}),
    ),
    Mutant(
        "deliveries counted again in the network's totals",
        ((DynamoNetworkCounts, "apply", _count_the_network_again),),
        Focus(COUNTED, rates={"replay": 0.2}),
    ),
)
