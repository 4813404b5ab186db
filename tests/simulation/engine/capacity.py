"""Request units as AWS bills them, and how an answer reports them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from tests.simulation.engine.schema import Index
from tests.simulation.engine.tables import Row, Table
from tests.simulation.engine.values import size_of

READ_BLOCK: Final = 4096
WRITE_BLOCK: Final = 1024


@dataclass(slots=True)
class Units:
    """What one request consumed of one table; indexes apart."""

    table: float = 0.0
    indexes: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @property
    def total(self) -> float:
        return self.table + sum(self.indexes.values())


@dataclass(slots=True)
class Usage:
    """What an operation asked of a table so far."""

    calls: int = 0
    units: float = 0.0


def read_units(size: int, *, consistent: bool) -> float:
    blocks = max(1, -(-size // READ_BLOCK))
    return float(blocks) if consistent else blocks / 2


def write_units(table: Table, old: Row | None, new: Row | None, *, transactional: bool = False) -> Units:
    """Return the units of replacing a row: an index is written only when what it stores changes."""
    factor = 2 if transactional else 1
    units = Units(_blocks(old, new) * factor)
    for name, index in table.indexes.items():
        written = _index_blocks(table, index.index, old, new)
        if written:
            units.indexes[name] += written * factor
    return units


def _blocks(old: Row | None, new: Row | None) -> int:
    return max(1, -(-max(0 if old is None else old.size, 0 if new is None else new.size) // WRITE_BLOCK))


def _index_blocks(table: Table, index: Index, old: Row | None, new: Row | None) -> int:
    before, after = _entry(table, index, old), _entry(table, index, new)
    if before == after:
        return 0
    if before is not None and after is not None and before[0] == after[0]:
        return max(_sized(before[1]), _sized(after[1]))
    # Another key: the entry is removed in one place and written in the other.
    return sum(_sized(entry[1]) for entry in (before, after) if entry is not None)


def _entry(table: Table, index: Index, row: Row | None) -> tuple[Any, Mapping[str, Any]] | None:
    where = None if row is None else table.schema.index_place(index, row.item, row.place)
    return None if row is None or where is None else (where, index.projection_of(row.item))


def _sized(entry: Mapping[str, Any]) -> int:
    return -(-size_of(entry) // WRITE_BLOCK)


def reported(table: Table, units: Units, detail: str) -> dict[str, Any]:
    """Return ConsumedCapacity as TOTAL or INDEXES asks for it."""
    answer: dict[str, Any] = {"TableName": table.schema.name, "CapacityUnits": units.total}
    if detail != "INDEXES":
        return answer
    answer["Table"] = {"CapacityUnits": units.table}
    for field_name, local in (("LocalSecondaryIndexes", True), ("GlobalSecondaryIndexes", False)):
        part = {
            name: {"CapacityUnits": consumed}
            for name, consumed in units.indexes.items()
            if table.indexes[name].index.local == local
        }
        if part:
            answer[field_name] = part
    return answer
