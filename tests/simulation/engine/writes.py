"""What a put, an update, a delete or a condition check would do, decided before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from tests.simulation.engine import conditions, updates
from tests.simulation.engine.checks import check_condition, check_update
from tests.simulation.engine.errors import NotSimulated, condition_failed, invalid
from tests.simulation.engine.scope import Scope
from tests.simulation.engine.tables import Place, Row, Table
from tests.simulation.engine.values import MAX_ITEM_BYTES, Item, Value, item_of, size_of

PUT: Final = "Put"
UPDATE: Final = "Update"
DELETE: Final = "Delete"
CHECK: Final = "ConditionCheck"

_EXPRESSION: Final = frozenset({"ConditionExpression", "ExpressionAttributeNames", "ExpressionAttributeValues"})
_COMMON: Final = frozenset({"TableName", "ReturnValuesOnConditionCheckFailure"}) | _EXPRESSION
FIELDS: Final[Mapping[str, frozenset[str]]] = {
    PUT: _COMMON | {"Item"},
    UPDATE: _COMMON | {"Key", "UpdateExpression"},
    DELETE: _COMMON | {"Key"},
    CHECK: _COMMON | {"Key"},
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """A write that may be carried out; `touched` are the attributes that an update names."""

    table: Table
    place: Place
    old: Row | None
    new: Row | None
    touched: tuple[str, ...] = ()
    writes: bool = True


@dataclass(frozen=True, slots=True)
class Prepared:
    """A write that is valid whatever is stored; `item` is what a put stores, and the key of any other write."""

    table: Table
    kind: str
    request: Mapping[str, Any]
    scope: Scope
    item: Item
    place: Place


def prepare(table: Table, kind: str, request: Mapping[str, Any]) -> Prepared:
    """Read a write. Raise when no table could take it."""
    scope = Scope(request)
    condition, update = request.get("ConditionExpression"), request.get("UpdateExpression")
    if condition is not None:
        check_condition(condition, scope)
    if update is not None:
        check_update(update, scope, frozenset(table.schema.key.names))
    if kind == PUT:
        item = item_of(request["Item"])
        place = table.schema.key_of(item)
        table.schema.check_index_keys(item)
    else:
        item = item_of(request["Key"])
        place = table.schema.key_given(item)
    return Prepared(table, kind, request, scope, item, place)


def decide(write: Prepared) -> Outcome:
    """Return what a write would do. Raise when its condition fails or what is stored cannot take it."""
    table, place = write.table, write.place
    old = table.row(place)
    _check_condition(write.request, write.scope, old)
    match write.kind:
        case "Put":
            return Outcome(table, place, old, row_of(table, place, write.item))
        case "Delete":
            return Outcome(table, place, old, None)
        case "ConditionCheck":
            return Outcome(table, place, old, old, writes=False)
    text = write.request.get("UpdateExpression")
    before: Item = write.item if old is None else old.item
    if text is None:
        return Outcome(table, place, old, row_of(table, place, before))
    after, touched = updates.updated(text, before, write.scope)
    return Outcome(table, place, old, row_of(table, place, after), tuple(touched))


def row_of(table: Table, place: Place, item: Item) -> Row:
    """Return the row of an item. Raise when no table would store it."""
    table.schema.check_index_keys(item)
    size = size_of(item)
    if size > MAX_ITEM_BYTES:
        raise invalid("Item size has exceeded the maximum allowed size")
    return Row(item, size, place)


def _check_condition(request: Mapping[str, Any], scope: Scope, old: Row | None) -> None:
    text = request.get("ConditionExpression")
    if text is None or conditions.compiled(text)({} if old is None else old.item, scope):
        return
    wanted = request.get("ReturnValuesOnConditionCheckFailure") == "ALL_OLD"
    raise condition_failed(given(old.item) if wanted and old is not None else None)


def returned(kind: str, outcome: Outcome) -> dict[str, Value] | None:
    """Return the attributes that `ReturnValues` asks for."""
    old = {} if outcome.old is None else outcome.old.item
    new = {} if outcome.new is None else outcome.new.item
    match kind:
        case "NONE":
            return None
        case "ALL_OLD":
            return given(old)
        case "ALL_NEW":
            return given(new)
        case "UPDATED_NEW":
            return given({name: new[name] for name in outcome.touched if name in new})
        case "UPDATED_OLD":
            return given({name: old[name] for name in outcome.touched if name in old})
    raise NotSimulated(f"ReturnValues {kind}")


def given(item: Item) -> dict[str, Value]:
    """Return a copy of an item for the caller, who may give it other attributes; their values are shared."""
    return dict(item)
