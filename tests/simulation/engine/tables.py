"""The rows of a table and of its indexes, in order; global indexes follow when they are let."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, Final, TypeAlias

from tests.simulation.engine.schema import Index, Schema
from tests.simulation.engine.streams import Stream
from tests.simulation.engine.values import Item, number, size_of

Place: TypeAlias = tuple[Any, ...]

# How far back an eventually consistent read may look.
HISTORY_MS: Final = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """An item, its size in bytes and its place in the table; never changed, only replaced."""

    item: Item
    size: int
    place: Place


@dataclass(slots=True)
class Partition:
    """Rows with one partition key, in the order of the rest of their key."""

    order: list[Place] = field(default_factory=list)
    rows: dict[Place, Row] = field(default_factory=dict)

    def put(self, place: Place, row: Row) -> None:
        if place not in self.rows:
            insort(self.order, place)
        self.rows[place] = row

    def remove(self, place: Place) -> None:
        if self.rows.pop(place, None) is not None:
            del self.order[bisect_left(self.order, place)]

    def overlaid(self, changed: Mapping[Place, Row | None]) -> Partition:
        """Return a copy in which some rows are others."""
        copy = Partition(list(self.order), dict(self.rows))
        for place, row in changed.items():
            if row is None:
                copy.remove(place)
            else:
                copy.put(place, row)
        return copy


Partitions: TypeAlias = dict[Any, Partition]


class IndexRows:
    """The rows of one secondary index."""

    def __init__(self, schema: Schema, index: Index) -> None:
        self.index = index
        self.partitions: Partitions = {}
        self._schema = schema
        self._where: dict[Place, tuple[Any, Place]] = {}
        self._waiting: list[tuple[int, int, Place, Row | None]] = []
        self._due: dict[Place, int] = {}
        self._made = 0

    def follow(self, place: Place, row: Row | None, due_ms: int, now_ms: int) -> None:
        """Show what became of a row, now or later; changes of one row keep their order."""
        # What was due before must not come after.
        self.settle(now_ms)
        due_ms = max(due_ms, self._due.get(place, 0))
        if due_ms <= now_ms:
            self._show(place, row)
            return
        self._made += 1
        self._due[place] = due_ms
        heappush(self._waiting, (due_ms, self._made, place, row))

    def settle(self, now_ms: int | None = None) -> None:
        """Show what is due, or everything."""
        while self._waiting and (now_ms is None or self._waiting[0][0] <= now_ms):
            due_ms, _, place, row = heappop(self._waiting)
            if self._due.get(place) == due_ms:
                del self._due[place]
            self._show(place, row)

    def next_due_ms(self) -> int | None:
        return self._waiting[0][0] if self._waiting else None

    def _show(self, place: Place, row: Row | None) -> None:
        before = self._where.pop(place, None)
        where = None if row is None else self._schema.index_place(self.index, row.item, place)
        if before is not None and before != where:
            self.partitions[before[0]].remove(before[1])
        if row is None or where is None:
            return
        projected = self.index.projection_of(row.item)
        size = row.size if self.index.projected is None else size_of(projected)
        self.partitions.setdefault(where[0], Partition()).put(where[1], Row(projected, size, place))
        self._where[place] = where


class Table:
    """A table: rows, indexes, stream, and what its rows were a moment ago."""

    def __init__(self, schema: Schema, stream: Stream | None) -> None:
        self.schema = schema
        self.stream = stream
        self.partitions: Partitions = {}
        self.indexes = {index.name: IndexRows(schema, index) for index in schema.indexes}
        self._history: deque[tuple[int, Place, Row | None]] = deque()
        self._expire_ms: dict[Place, int] = {}

    def row(self, place: Place, as_of_ms: int | None = None) -> Row | None:
        """Return a row, as it was at a time if one is given."""
        if as_of_ms is not None:
            overlay = self._overlay(as_of_ms)
            if place in overlay:
                return overlay[place]
        partition = self.partitions.get(place[0])
        return None if partition is None else partition.rows.get(place[1:])

    def partition(self, hash_value: Any, as_of_ms: int | None = None) -> Partition:
        """Return the rows of a partition."""
        partition = self.partitions.get(hash_value) or Partition()
        if as_of_ms is None:
            return partition
        overlay = self._overlay(as_of_ms)
        return partition.overlaid({place[1:]: row for place, row in overlay.items() if place[0] == hash_value})

    def rows(self) -> Iterator[Row]:
        for partition in self.partitions.values():
            for place in partition.order:
                yield partition.rows[place]

    def items(self) -> list[Item]:
        """Return every item as it is stored now."""
        return [row.item for row in self.rows()]

    def settle_indexes(self) -> None:
        """Let every index show everything."""
        for index in self.indexes.values():
            index.settle()

    def expired(self, now_ms: int) -> Iterator[Row]:
        """Yield the rows that have expired and are still there, that written first first."""
        for place, expire_ms in self._expire_ms.items():
            if expire_ms < now_ms:
                yield self.partitions[place[0]].rows[place[1:]]

    def write(
        self, place: Place, new: Row | None, now_ms: int, delays: Mapping[str, int], *, by_ttl: bool = False
    ) -> None:
        """Replace or remove a row. `delays` says after how many milliseconds a global index shows it."""
        old = self.row(place)
        if old is None and new is None:
            return
        if old is not None and new is not None and old.item == new.item:
            # DynamoDB writes no record of a write that changes nothing, nor does it touch an index.
            return
        self._remember(now_ms, place, old)
        partition = self.partitions.setdefault(place[0], Partition())
        if new is None:
            partition.remove(place[1:])
        else:
            partition.put(place[1:], new)
        self._note_expiry(place, new)
        for name, index in self.indexes.items():
            delay = 0 if index.index.local else delays.get(name, 0)
            index.follow(place, new, now_ms + delay, now_ms)
        if self.stream is not None:
            self.stream.append(
                hash_value=place[0],
                keys={name: (new or old or _NOTHING).item[name] for name in self.schema.key.names},
                old=None if old is None else old.item,
                new=None if new is None else new.item,
                size=(0 if old is None else old.size) + (0 if new is None else new.size),
                by_ttl=by_ttl,
            )

    def _note_expiry(self, place: Place, row: Row | None) -> None:
        attribute = self.schema.expires
        if attribute is None:
            return
        self._expire_ms.pop(place, None)
        expiry = {} if row is None else row.item.get(attribute, {})
        if "N" in expiry:
            self._expire_ms[place] = int(number(expiry["N"]) * 1000)

    def _remember(self, now_ms: int, place: Place, old: Row | None) -> None:
        while self._history and self._history[0][0] < now_ms - HISTORY_MS:
            self._history.popleft()
        self._history.append((now_ms, place, old))

    def _overlay(self, as_of_ms: int) -> dict[Place, Row | None]:
        overlay: dict[Place, Row | None] = {}
        for at_ms, place, old in reversed(self._history):
            if at_ms <= as_of_ms:
                break
            overlay[place] = old
        return overlay


_NOTHING: Final = Row({}, 0, ())
