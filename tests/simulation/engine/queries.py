"""Read ranges: queries of tables and indexes, and scans, a page at a time."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import md5
from operator import itemgetter
from typing import Any, Final, TypeAlias

from tests.simulation.engine import conditions, expressions
from tests.simulation.engine.checks import check_condition
from tests.simulation.engine.errors import NotSimulated, invalid
from tests.simulation.engine.expressions import Between, Both, Comparison, Function, Literal, Node, Operand, Path
from tests.simulation.engine.schema import Index, Key
from tests.simulation.engine.scope import Scope
from tests.simulation.engine.tables import Partition, Place, Row, Table
from tests.simulation.engine.values import Item, Value, comparable, item_of, kind_of
from tests.simulation.engine.writes import given

PAGE_BYTES: Final = 1024 * 1024

Bounds: TypeAlias = Callable[[Sequence[Place]], tuple[int, int]]


@dataclass(slots=True)
class Page:
    """What a page read; `size` is what it is billed for."""

    items: list[dict[str, Value]]
    scanned: int
    count: int
    size: int
    last: dict[str, Value] | None


def query(table: Table, request: Mapping[str, Any], now_ms: int, as_of_ms: int | None) -> Page:
    """Read a page of one partition."""
    scope = Scope(request)
    index, key = _source(table, request)
    hash_value, bounds = _key_condition(table, key, request, scope)
    _check_filter(request, index, key, scope)
    partition = _partition(table, index, hash_value, now_ms, as_of_ms)
    start, end = bounds(partition.order)
    forward = request.get("ScanIndexForward", True)
    after = _start(table, index, request, hash_value)
    if after is not None and forward:
        start = max(start, bisect_right(partition.order, after))
    elif after is not None:
        end = min(end, bisect_left(partition.order, after))
    positions = range(start, end) if forward else range(end - 1, start - 1, -1)
    rows = (partition.rows[partition.order[position]] for position in positions)
    return _page(table, key, rows, request, scope)


def scan(table: Table, request: Mapping[str, Any], now_ms: int) -> Page:
    """Read a page of everything, or of a segment, in the order of hashed partition keys."""
    scope = Scope(request)
    index, key = _source(table, request)
    partitions = table.partitions
    if index is not None:
        rows_of_index = table.indexes[index.name]
        rows_of_index.settle(now_ms)
        partitions = rows_of_index.partitions
    entries = [
        ((md5(repr(hash_value).encode(), usedforsecurity=False).digest(), order), partition.rows[order])
        for hash_value, partition in partitions.items()
        for order in partition.order
    ]
    segments = request.get("TotalSegments", 1)
    entries = [entry for entry in entries if entry[0][0][0] % segments == request.get("Segment", 0)]
    entries.sort(key=itemgetter(0))
    start = request.get("ExclusiveStartKey")
    if start is not None:
        item = item_of(start)
        hash_value = comparable(item[key.hash])
        after = (md5(repr(hash_value).encode(), usedforsecurity=False).digest(), _order(table, index, item))
        entries = [entry for entry in entries if entry[0] > after]
    return _page(table, key, (row for _, row in entries), request, scope)


def projected(request: Mapping[str, Any], scope: Scope, item: Item) -> dict[str, Value]:
    """Return the attributes that a read asks for."""
    text = request.get("ProjectionExpression")
    if text is None:
        return given(item)
    chosen: dict[str, Value] = {}
    for path in expressions.projection(text):
        if len(path.parts) > 1:
            raise NotSimulated(f"a path in a projection: {text}")
        name = scope.top(path)
        if name in item:
            chosen[name] = item[name]
    return given(chosen)


def _source(table: Table, request: Mapping[str, Any]) -> tuple[Index | None, Key]:
    name = request.get("IndexName")
    if name is None:
        return None, table.schema.key
    index = table.schema.index(name)
    if request.get("ConsistentRead") and not index.local:
        raise invalid("Consistent reads are not supported on global secondary indexes")
    wants_all = request.get("Select") == "ALL_ATTRIBUTES"
    if wants_all and index.projected is not None and not index.local:
        raise invalid(f"Select type ALL_ATTRIBUTES is not supported for global secondary index {name}")
    if index.local and index.projected is not None and (wants_all or "ProjectionExpression" in request):
        raise NotSimulated("attributes that a local index does not hold, read from the table")
    return index, index.key


def _partition(table: Table, index: Index | None, hash_value: Any, now_ms: int, as_of_ms: int | None) -> Partition:
    if index is None:
        return table.partition(hash_value, as_of_ms)
    rows = table.indexes[index.name]
    rows.settle(now_ms)
    return rows.partitions.get(hash_value) or Partition()


def _page(table: Table, key: Key, rows: Iterable[Row], request: Mapping[str, Any], scope: Scope) -> Page:
    limit = request.get("Limit")
    if limit is not None and limit < 1:
        raise invalid(
            "Value at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1"
        )
    text = request.get("FilterExpression")
    keep = None if text is None else conditions.compiled(text)
    counting = request.get("Select") == "COUNT"
    page = Page([], 0, 0, 0, None)
    for row in rows:
        page.scanned += 1
        page.size += row.size
        if keep is None or keep(row.item, scope):
            page.count += 1
            if not counting:
                page.items.append(projected(request, scope, row.item))
        if page.scanned == limit or page.size >= PAGE_BYTES:
            names = dict.fromkeys((*key.names, *table.schema.key.names))
            page.last = given({name: row.item[name] for name in names})
            break
    return page


def _order(table: Table, index: Index | None, item: Item) -> Place:
    place = table.schema.key_of(item)
    if index is None:
        return place[1:]
    where = table.schema.index_place(index, item, place)
    if where is None:
        raise invalid("The provided starting key is invalid")
    return where[1]


def _start(table: Table, index: Index | None, request: Mapping[str, Any], hash_value: Any) -> Place | None:
    given_key = request.get("ExclusiveStartKey")
    if given_key is None:
        return None
    item = item_of(given_key)
    names = {*table.schema.key.names, *(() if index is None else index.key.names)}
    if item.keys() != names:
        raise invalid("The provided starting key is invalid")
    order = _order(table, index, item)
    hash_name = table.schema.key.hash if index is None else index.key.hash
    if comparable(item[hash_name]) != hash_value:
        raise invalid("The provided starting key is outside query boundaries based on provided conditions")
    return order


def _check_filter(request: Mapping[str, Any], index: Index | None, key: Key, scope: Scope) -> None:
    text = request.get("FilterExpression")
    if text is None:
        return
    check_condition(text, scope, "FilterExpression")
    used = {scope.top(path) for path in _paths(expressions.condition(text))}
    if both := used & set(key.names):
        name = min(both)
        raise invalid(f"Filter Expression can only contain non-primary key attributes: Primary key attribute: {name}")
    if index is not None and index.projected is not None and (unknown := used - index.projected):
        raise invalid(
            "One or more parameter values were invalid: "
            f"Secondary index {index.name} does not project one or more filter attributes: {sorted(unknown)}"
        )


def _paths(node: Any) -> Iterable[Path]:
    if isinstance(node, Path):
        yield node
    elif isinstance(node, tuple):
        for each in node:
            yield from _paths(each)
    elif hasattr(node, "__dataclass_fields__"):
        for name in node.__dataclass_fields__:
            yield from _paths(getattr(node, name))


def _key_condition(table: Table, key: Key, request: Mapping[str, Any], scope: Scope) -> tuple[Any, Bounds]:
    text = request.get("KeyConditionExpression")
    if text is None:
        raise invalid("Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.")
    node = expressions.condition(text)
    parts: list[Node] = [node.left, node.right] if isinstance(node, Both) else [node]
    hash_value: Any = None
    bounds: Bounds = _everything
    seen: set[str] = set()
    for part in parts:
        name = _subject(part, scope)
        if name in seen:
            raise invalid("KeyConditionExpressions must only contain one condition per key")
        seen.add(name)
        if name == key.hash and isinstance(part, Comparison) and part.operator == "=":
            hash_value = _key_value(table, name, part.right, scope)
        elif name == key.sort:
            bounds = _bounds(table, name, part, scope)
        else:
            raise invalid(f"Query condition missed key schema element or names another: {name}")
    if hash_value is None:
        raise invalid(f"Query condition missed key schema element: {key.hash}")
    return hash_value, bounds


def _subject(node: Node, scope: Scope) -> str:
    subject: Operand | None = None
    match node:
        case Comparison(_, left, _):
            subject = left
        case Between(subject, _, _):
            pass
        case Function("begins_with", (first, _)):
            subject = first
        case _:
            pass
    if not isinstance(subject, Path) or len(subject.parts) > 1:
        raise invalid("Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression")
    return scope.top(subject)


def _key_value(table: Table, name: str, operand: Operand, scope: Scope) -> Any:
    if not isinstance(operand, Literal):
        raise invalid("Invalid KeyConditionExpression: the right side of a key condition is a value of the request")
    value = scope.values[operand.name]
    if kind_of(value) != table.schema.kinds[name]:
        raise invalid("One or more parameter values were invalid: Condition parameter type does not match schema type")
    return comparable(value)


def _everything(order: Sequence[Place]) -> tuple[int, int]:
    return 0, len(order)


_FIRST: Final = itemgetter(0)


def _bounds(table: Table, name: str, node: Node, scope: Scope) -> Bounds:
    """Return what finds the first and the last position of a range among ordered places."""
    match node:
        case Between(_, low, high):
            least, most = (_key_value(table, name, each, scope) for each in (low, high))
            if least > most:
                raise invalid("The BETWEEN operator requires upper bound to be greater than or equal to lower bound")
            return lambda order: (
                bisect_left(order, least, key=_FIRST),
                bisect_right(order, most, key=_FIRST),
            )
        case Function("begins_with", (_, prefix_operand)):
            prefix = _key_value(table, name, prefix_operand, scope)
            if isinstance(prefix, int | float):
                raise invalid("Invalid KeyConditionExpression: Incorrect operand type for operator or function")
            return lambda order: _prefixed(order, prefix)
        case Comparison(operator, _, right):
            value = _key_value(table, name, right, scope)
            return _comparison(operator, value)
    raise invalid("Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression")


def _comparison(operator: str, value: Any) -> Bounds:
    match operator:
        case "=":
            return lambda order: (bisect_left(order, value, key=_FIRST), bisect_right(order, value, key=_FIRST))
        case "<":
            return lambda order: (0, bisect_left(order, value, key=_FIRST))
        case "<=":
            return lambda order: (0, bisect_right(order, value, key=_FIRST))
        case ">":
            return lambda order: (bisect_right(order, value, key=_FIRST), len(order))
        case ">=":
            return lambda order: (bisect_left(order, value, key=_FIRST), len(order))
    raise invalid(f"Invalid KeyConditionExpression: Unsupported operator on KeyCondition: {operator}")


def _prefixed(order: Sequence[Place], prefix: Any) -> tuple[int, int]:
    start = bisect_left(order, prefix, key=_FIRST)
    # Behind the prefix every key is greater, so whether it still begins so changes once.
    end = bisect_left(order, True, lo=start, key=lambda place: not place[0].startswith(prefix))
    return start, end
