"""Decide conditions and filters that `checks` has passed."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from tests.simulation.engine import expressions
from tests.simulation.engine.expressions import (
    Between,
    Both,
    Comparison,
    Either,
    Function,
    Literal,
    Node,
    Not,
    OneOf,
    Operand,
    Path,
    Sum,
)
from tests.simulation.engine.scope import Scope
from tests.simulation.engine.values import ORDERED, SETS, Item, Value, comparable, kind_of, utf8_length

Test: TypeAlias = Callable[[Item, Scope], bool]
Read: TypeAlias = Callable[[Item, Scope], Value | None]

_ORDERS: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@lru_cache(maxsize=4096)
def compiled(text: str) -> Test:
    """Return the function that decides a condition."""
    return _test(expressions.condition(text))


def _test(node: Node) -> Test:
    match node:
        case Both(left, right):
            first, second = _test(left), _test(right)
            return lambda item, scope: first(item, scope) and second(item, scope)
        case Either(left, right):
            first, second = _test(left), _test(right)
            return lambda item, scope: first(item, scope) or second(item, scope)
        case Not(inner):
            test = _test(inner)
            return lambda item, scope: not test(item, scope)
        case Comparison():
            return _comparison(node)
        case Between(subject, low, high):
            return _between(_read(subject), _read(low), _read(high))
        case OneOf(subject, choices):
            return _one_of(_read(subject), [_read(each) for each in choices])
        case Function(name, arguments):
            return _PREDICATES[name](arguments)


def _read(operand: Operand) -> Read:
    match operand:
        case Path():
            return lambda item, scope: scope.find(item, operand)
        case Literal(name):
            return lambda item, scope: scope.values[name]
        case Function("size", (subject,)):
            measured = _read(subject)
            return lambda item, scope: _size(measured(item, scope))
        case Function() | Sum():
            # `checks` refuses these with the words of the request's field.
            return lambda item, scope: None


def _comparison(node: Comparison) -> Test:
    left, right = _read(node.left), _read(node.right)
    if node.operator in {"=", "<>"}:
        wanted = node.operator == "="

        def same(item: Item, scope: Scope) -> bool:
            one, other = left(item, scope), right(item, scope)
            return (one is not None and one == other) == wanted

        return same
    order = _ORDERS[node.operator]

    def ordered(item: Item, scope: Scope) -> bool:
        return _in_order(order, left(item, scope), right(item, scope))

    return ordered


def _in_order(order: Callable[[Any, Any], bool], one: Value | None, other: Value | None) -> bool:
    if one is None or other is None:
        return False
    kind = kind_of(one)
    return kind in ORDERED and kind in other and order(comparable(one), comparable(other))


def _between(subject: Read, low: Read, high: Read) -> Test:
    def within(item: Item, scope: Scope) -> bool:
        value, least, most = subject(item, scope), low(item, scope), high(item, scope)
        return _in_order(operator.le, least, value) and _in_order(operator.le, value, most)

    return within


def _one_of(subject: Read, choices: list[Read]) -> Test:
    def found(item: Item, scope: Scope) -> bool:
        value = subject(item, scope)
        return value is not None and any(value == each(item, scope) for each in choices)

    return found


def _size(value: Value | None) -> Value | None:
    if value is None:
        return None
    ((kind, content),) = value.items()
    if kind in {"N", "BOOL", "NULL"}:
        return None
    return {"N": str(utf8_length(content) if kind == "S" else len(content))}


def _exists(arguments: tuple[Operand, ...]) -> Test:
    read = _read(arguments[0])
    return lambda item, scope: read(item, scope) is not None


def _not_exists(arguments: tuple[Operand, ...]) -> Test:
    read = _read(arguments[0])
    return lambda item, scope: read(item, scope) is None


def _has_type(arguments: tuple[Operand, ...]) -> Test:
    subject, kind = _read(arguments[0]), _read(arguments[1])

    def test(item: Item, scope: Scope) -> bool:
        value, wanted = subject(item, scope), kind(item, scope)
        return value is not None and wanted is not None and kind_of(value) == wanted.get("S")

    return test


def _begins_with(arguments: tuple[Operand, ...]) -> Test:
    subject, prefix = _read(arguments[0]), _read(arguments[1])

    def test(item: Item, scope: Scope) -> bool:
        value, start = subject(item, scope), prefix(item, scope)
        if value is None or start is None:
            return False
        kind = kind_of(value)
        return kind in {"S", "B"} and kind in start and bool(value[kind].startswith(start[kind]))

    return test


def _contains(arguments: tuple[Operand, ...]) -> Test:
    subject, member = _read(arguments[0]), _read(arguments[1])

    def test(item: Item, scope: Scope) -> bool:
        value, wanted = subject(item, scope), member(item, scope)
        if value is None or wanted is None:
            return False
        ((kind, content),) = value.items()
        if kind == "L":
            return wanted in content
        if kind in {"S", "B"}:
            return kind in wanted and wanted[kind] in content
        return kind in SETS and wanted.get(SETS[kind]) in content

    return test


_PREDICATES: Final[Mapping[str, Callable[[tuple[Operand, ...]], Test]]] = {
    "attribute_exists": _exists,
    "attribute_not_exists": _not_exists,
    "attribute_type": _has_type,
    "begins_with": _begins_with,
    "contains": _contains,
}
