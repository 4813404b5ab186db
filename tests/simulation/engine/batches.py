"""Batches of reads and writes: each entry on its own, some of them left undone when a fault asks for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from tests.simulation.engine.capacity import Units, read_units, write_units
from tests.simulation.engine.errors import NotSimulated, invalid
from tests.simulation.engine.queries import projected
from tests.simulation.engine.scope import Scope
from tests.simulation.engine.tables import Row, Table
from tests.simulation.engine.values import item_of
from tests.simulation.engine.writes import row_of

if TYPE_CHECKING:
    from tests.simulation.engine.dynamodb import DynamoDb
    from tests.simulation.engine.sdk import Call

MAX_WRITES: Final = 25
MAX_READS: Final = 100
MAX_ANSWER_BYTES: Final = 16 * 1024 * 1024

_READ_FIELDS: Final = frozenset({"Keys", "ConsistentRead", "ProjectionExpression", "ExpressionAttributeNames"})


def batch_write(store: DynamoDb, call: Call) -> dict[str, Any]:
    """Carry out puts and deletes. Raise before any of them when the batch is invalid."""
    prepared: list[tuple[Table, Mapping[str, Any], tuple[Any, ...], Row | None]] = []
    for name, requests in call.params["RequestItems"].items():
        table = store.table(name)
        prepared.extend((table, each, *_prepared(table, each)) for each in requests)
    if not 1 <= len(prepared) <= MAX_WRITES:
        raise invalid(f"Too many items requested for the BatchWriteItem call: {len(prepared)}")
    if len({(table.schema.name, place) for table, _, place, _ in prepared}) < len(prepared):
        raise invalid("Provided list of item keys contains duplicates")
    done = max(0, len(prepared) - call.leave_unprocessed)
    consumed: dict[str, Units] = {}
    for table, _, place, row in prepared[:done]:
        units = write_units(table, table.row(place), row)
        _add(consumed.setdefault(table.schema.name, Units()), units)
        store.write(table, place, row)
    unprocessed: dict[str, list[Any]] = defaultdict(list)
    for table, request, _, _ in prepared[done:]:
        unprocessed[table.schema.name].append(request)
    return {"UnprocessedItems": dict(unprocessed), **store.consumed(call, consumed)}


def _prepared(table: Table, request: Mapping[str, Any]) -> tuple[tuple[Any, ...], Row | None]:
    match request:
        case {"PutRequest": {"Item": given}}:
            item = item_of(given)
            place = table.schema.key_of(item)
            return place, row_of(table, place, item)
        case {"DeleteRequest": {"Key": key}}:
            return table.schema.key_given(item_of(key)), None
    raise invalid("Supplied WriteRequest has neither PutRequest nor DeleteRequest")


def batch_get(store: DynamoDb, call: Call) -> dict[str, Any]:
    """Read items by key. What a fault leaves out, and what 16 MB cannot hold, comes back as unprocessed."""
    wanted: list[tuple[Table, Mapping[str, Any], Any, tuple[Any, ...]]] = []
    for name, request in call.params["RequestItems"].items():
        if unknown := request.keys() - _READ_FIELDS:
            raise NotSimulated(f"BatchGetItem with {min(unknown)}")
        table = store.table(name)
        wanted.extend((table, request, key, table.schema.key_given(item_of(key))) for key in request["Keys"])
    if not 1 <= len(wanted) <= MAX_READS:
        raise invalid(f"Too many items requested for the BatchGetItem call: {len(wanted)}")
    if len({(table.schema.name, place) for table, _, _, place in wanted}) < len(wanted):
        raise invalid("Provided list of item keys contains duplicates")
    scopes = {name: Scope(request) for name, request in call.params["RequestItems"].items()}
    done = max(0, len(wanted) - call.leave_unprocessed)
    responses: dict[str, list[Any]] = {name: [] for name in call.params["RequestItems"]}
    pending: dict[str, list[Any]] = defaultdict(list)
    consumed: dict[str, Units] = {}
    answered = 0
    for position, (table, request, key, place) in enumerate(wanted):
        name, consistent = table.schema.name, bool(request.get("ConsistentRead"))
        if position >= done or answered > MAX_ANSWER_BYTES:
            pending[name].append(key)
            continue
        row = table.row(place, None if consistent else store.as_of(call))
        size = 0 if row is None else row.size
        answered += size
        consumed.setdefault(name, Units()).table += read_units(size, consistent=consistent)
        if row is not None:
            responses[name].append(projected(request, scopes[name], row.item))
    unprocessed = {name: {**call.params["RequestItems"][name], "Keys": keys} for name, keys in pending.items()}
    return {"Responses": responses, "UnprocessedKeys": unprocessed, **store.consumed(call, consumed)}


def _add(sum_of: Units, units: Units) -> None:
    sum_of.table += units.table
    for name, consumed in units.indexes.items():
        sum_of.indexes[name] += consumed
