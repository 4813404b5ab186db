"""Counts of the network in slices: each shard of a stream feeds one of them, with a mark of what it has fed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from pynamodb.connection import Connection

from linnet.adapters.dynamodb.batch_reads import FIRST_PAUSE_S, MAX_ROUNDS, Unprocessed
from linnet.adapters.dynamodb.marked_rows import (
    MARK_LIFETIME_S,
    MAX_ATTEMPTS,
    Item,
    MarkedRows,
    MarkMoved,
    mark_name,
    marked,
    padded,
)
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.domain.network_totals import OF_ALL_TIME, Count, CountDeltas, Tally
from linnet.ports.environment import Clock
from linnet.ports.network_totals import NetworkAddition

PREFIX: Final = "NETWORK#"
COUNTS: Final = "COUNTS"
# Never fewer and never more: the mark of a shard stands in the slice that the shard feeds.
SLICES: Final = 16


@dataclass(frozen=True, slots=True)
class DynamoNetworkCounts:
    """Implement the port `NetworkCounts` over the platform table."""

    connection: Connection
    platform_table: str
    clock: Clock
    sleep: Sleep
    random: Random

    def apply(self, shard: str, additions: Sequence[NetworkAddition]) -> None:
        mark = mark_name(shard)
        pk = f"{PREFIX}{int(mark, 16) % SLICES}"
        pending = list(additions)
        for _ in range(MAX_ATTEMPTS):
            row = self._add(pk, mark, pending)
            if row is not None:
                self._prune(pk, row)
                return
            row = self._read(pk)
            if row is None or "hwm" not in row:
                self._begin(pk)
                continue
            counted = marked(row, mark)
            pending = [each for each in pending if each.sequence > counted]
            if not pending:
                return
        raise MarkMoved

    def read(self) -> CountDeltas:
        summed: Counter[Count] = Counter()
        for row in self._rows():
            summed.update(dict(_counts(row)))
        return summed

    def _add(self, pk: str, mark: str, additions: Sequence[NetworkAddition]) -> Item | None:
        summed: Counter[Count] = Counter()
        for addition in additions:
            summed.update(addition.deltas)
        now_ms = self.clock.now_ms()
        names = {"#hwm": "hwm", "#mark": mark, "#sequence": "sequence"}
        marks = {"sequence": {"S": padded(additions[-1].sequence)}, "at": {"N": str(now_ms // 1000)}}
        values: dict[str, Any] = {":first": {"S": padded(additions[0].sequence)}, ":mark": {"M": marks}}
        adds: list[str] = []
        for position, (count, delta) in enumerate(each for each in summed.items() if each[0].kept(now_ms)):
            names[f"#t{position}"] = _name(count)
            values[f":d{position}"] = {"N": str(delta)}
            adds.append(f"#t{position} :d{position}")
        return self._update(
            pk,
            f"{'ADD ' if adds else ''}{', '.join(adds)} SET #hwm.#mark = :mark",
            "attribute_exists(#hwm) AND (attribute_not_exists(#hwm.#mark) OR #hwm.#mark.#sequence < :first)",
            names,
            values,
        )

    def _begin(self, pk: str) -> None:
        """Make the row, with the map that only whose members can be set."""
        self._update(pk, "SET #hwm = :empty", "attribute_not_exists(#hwm)", {"#hwm": "hwm"}, {":empty": {"M": {}}})

    def _prune(self, pk: str, row: Item) -> None:
        now_ms = self.clock.now_ms()
        oldest = now_ms // 1000 - MARK_LIFETIME_S
        marks = [name for name, mark in row["hwm"]["M"].items() if int(mark["M"]["at"]["N"]) < oldest]
        ended = [_name(count) for count, _ in _counts(row) if not count.kept(now_ms)]
        if not marks and not ended:
            return
        names = {"#hwm": "hwm", **{f"#m{n}": name for n, name in enumerate(marks)}}
        names |= {f"#t{n}": name for n, name in enumerate(ended)}
        values: dict[str, Any] = {}
        condition = "attribute_exists(#hwm)"
        if marks:
            names["#at"], values[":oldest"] = "at", {"N": str(oldest)}
            condition = " AND ".join(f"#hwm.#m{n}.#at < :oldest" for n in range(len(marks)))
        paths = [*(f"#hwm.#m{n}" for n in range(len(marks))), *(f"#t{n}" for n in range(len(ended)))]
        self._update(pk, f"REMOVE {', '.join(paths)}", condition, names, values)

    def _update(self, pk: str, expression: str, condition: str, names: Mapping[str, str], values: Item) -> Item | None:
        return self._marked.update(self._row(pk), expression, condition, names, values)

    def _read(self, pk: str) -> Item | None:
        return self._marked.read(self._row(pk))

    def _row(self, pk: str) -> dict[str, Any]:
        return {"TableName": self.platform_table, "Key": _key(pk)}

    @property
    def _marked(self) -> MarkedRows:
        return MarkedRows(self.connection, self.sleep, self.random)

    def _rows(self) -> Iterator[Item]:
        table = self.platform_table
        pending: Mapping[str, Any] = {table: {"Keys": [_key(f"{PREFIX}{number}") for number in range(SLICES)]}}
        for _ in range(MAX_ROUNDS):
            answer = self.connection.dispatch("BatchGetItem", {"RequestItems": pending})
            yield from answer["Responses"].get(table, [])
            pending = answer.get("UnprocessedKeys") or {}
            if not pending:
                return
            self.sleep(FIRST_PAUSE_S * self.random())
        raise Unprocessed(f"slices of {table}")


def _key(pk: str) -> dict[str, Any]:
    return {"pk": {"S": pk}, "sk": {"S": COUNTS}}


def _name(count: Count) -> str:
    return count.tally.value if count.tally in OF_ALL_TIME else f"{count.tally.value}_{count.period}"


def _counts(row: Item) -> Iterator[tuple[Count, int]]:
    for name, value in row.items():
        tally, _, period = name.partition("_")
        if tally in list(Tally):
            yield Count(Tally(tally), int(period or 0)), int(value["N"])
