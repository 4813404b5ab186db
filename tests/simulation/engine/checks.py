"""What is wrong with a request whatever is stored: it is refused before any condition is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from tests.simulation.engine import expressions
from tests.simulation.engine.errors import AwsError, invalid
from tests.simulation.engine.expressions import (
    Between,
    Both,
    Change,
    Comparison,
    Either,
    Function,
    Literal,
    Node,
    Not,
    OneOf,
    Operand,
    Part,
    Path,
    Sum,
)
from tests.simulation.engine.scope import Scope
from tests.simulation.engine.values import ORDERED, SETS, kind_of

KINDS: Final = frozenset({"S", "N", "B", "SS", "NS", "BS", "BOOL", "NULL", "L", "M"})
_TEXTS: Final = frozenset({"S", "B"})
_NUMBER: Final = frozenset({"N"})
_LIST: Final = frozenset({"L"})
_SIZED: Final = KINDS - {"N", "BOOL", "NULL"}
_ADDED: Final = frozenset({"N", *SETS})
_PREDICATES: Final[Mapping[str, frozenset[str]]] = {
    "begins_with": _TEXTS,
    "contains": KINDS,
    "attribute_type": frozenset({"S"}),
}


def check_condition(text: str, scope: Scope, what: str = "ConditionExpression") -> None:
    """Raise for a condition that no item could make sense of."""
    _check_node(expressions.condition(text), scope, what)


def _check_node(node: Node, scope: Scope, what: str) -> None:
    match node:
        case Both(left, right) | Either(left, right):
            _check_node(left, scope, what)
            _check_node(right, scope, what)
        case Not(inner):
            _check_node(inner, scope, what)
        case Comparison(operator, left, right):
            _check_distinct(operator, (left, right), scope, what)
            if operator not in {"=", "<>"}:
                for operand in (left, right):
                    _check_kind(operator, operand, ORDERED, scope, what)
            _check_operands((left, right), scope, what)
        case Between(subject, low, high):
            _check_distinct("BETWEEN", (subject, low, high), scope, what)
            for operand in (subject, low, high):
                _check_kind("BETWEEN", operand, ORDERED, scope, what)
            _check_operands((subject, low, high), scope, what)
        case OneOf(subject, choices):
            _check_distinct("IN", (subject, *choices), scope, what)
            _check_operands((subject, *choices), scope, what)
        case Function(name, arguments):
            _check_predicate(name, arguments, scope, what)


def _check_predicate(name: str, arguments: tuple[Operand, ...], scope: Scope, what: str) -> None:
    if name.startswith("attribute_") and not isinstance(arguments[0], Path):
        raise _refused(what, f"Operator or function requires a document path; operator or function: {name}")
    if len(arguments) > 1:
        _check_distinct(name, arguments, scope, what)
        _check_kind(name, arguments[1], _PREDICATES[name], scope, what)
    if name == "attribute_type" and isinstance(arguments[1], Literal):
        wanted = scope.values[arguments[1].name]["S"]
        if wanted not in KINDS:
            raise _refused(what, f"Invalid attribute type name found; type: {wanted}")
    _check_operands(arguments, scope, what)


def _check_operands(operands: tuple[Operand, ...], scope: Scope, what: str) -> None:
    for operand in operands:
        match operand:
            case Function("size", (subject,)):
                _check_kind("size", subject, _SIZED, scope, what)
            case Function(name, _):
                raise _refused(what, f"The function is not allowed to be used this way in an expression; {name}")
            case Sum(operator, _, _):
                raise _refused(what, f"Syntax error; token: {operator}")
            case _:
                pass


def _check_kind(name: str, operand: Operand, kinds: frozenset[str], scope: Scope, what: str) -> None:
    if isinstance(operand, Literal):
        kind = kind_of(scope.values[operand.name])
        if kind not in kinds:
            raise _refused(
                what,
                f"Incorrect operand type for operator or function; operator or function: {name}, operand type: {kind}",
            )


def _check_distinct(name: str, operands: tuple[Operand, ...], scope: Scope, what: str) -> None:
    first = operands[0]
    if isinstance(first, Path) and any(
        isinstance(other, Path) and resolved(other, scope) == resolved(first, scope) for other in operands[1:]
    ):
        raise _refused(
            what,
            f"The first operand must be distinct from the remaining operands for this operator or function; {name}",
        )


def resolved(path: Path, scope: Scope) -> tuple[Part, ...]:
    """Return a path with the names that its placeholders stand for."""
    return tuple(part if isinstance(part, int) else scope.name(part) for part in path.parts)


def check_update(text: str, scope: Scope, keys: frozenset[str]) -> None:
    """Raise for an update that no item could take."""
    changes = expressions.update(text)
    for change in changes:
        name = scope.top(change.path)
        if name in keys:
            raise invalid(
                "One or more parameter values were invalid: "
                f"Cannot update attribute {name}. This attribute is part of the key"
            )
        _check_change(change, scope)
    if len(changes) > 1:
        _check_overlap([resolved(change.path, scope) for change in changes])


def _check_change(change: Change, scope: Scope) -> None:
    what = "UpdateExpression"
    operand = change.operand
    match change.verb:
        case "ADD" | "DELETE" as verb:
            if not isinstance(operand, Literal):
                raise _refused(what, f"Syntax error; an operand of {verb} is a value of the request")
            _check_kind(verb, operand, _ADDED if verb == "ADD" else frozenset(SETS), scope, what)
        case "SET" if operand is not None:
            _check_assigned(operand, scope, what)


def _check_assigned(operand: Operand, scope: Scope, what: str) -> None:
    match operand:
        case Sum(operator, left, right):
            for each in (left, right):
                _check_kind(operator, each, _NUMBER, scope, what)
                _check_assigned(each, scope, what)
        case Function("list_append", arguments):
            for each in arguments:
                _check_kind("list_append", each, _LIST, scope, what)
                _check_assigned(each, scope, what)
        case Function("if_not_exists", (path, fallback)):
            if not isinstance(path, Path):
                raise _refused(what, "Operator or function requires a document path; if_not_exists")
            _check_assigned(fallback, scope, what)
        case Function(name, _):
            raise _refused(what, f"The function is not allowed in an update expression; function: {name}")
        case _:
            pass


def _check_overlap(paths: list[tuple[Part, ...]]) -> None:
    seen: set[tuple[Part, ...]] = set()
    inner: set[tuple[Part, ...]] = set()
    for path in paths:
        prefixes = {path[:length] for length in range(1, len(path))}
        if path in seen or path in inner or prefixes & seen:
            raise invalid("Invalid UpdateExpression: Two document paths overlap with each other")
        seen.add(path)
        inner |= prefixes


def _refused(what: str, why: str) -> AwsError:
    return invalid(f"Invalid {what}: {why}")
