"""Apply update expressions: every right-hand side is read from the item as it was."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tests.simulation.engine import expressions
from tests.simulation.engine.checks import resolved
from tests.simulation.engine.errors import AwsError, invalid
from tests.simulation.engine.expressions import Change, Function, Literal, Operand, Part, Path, Sum
from tests.simulation.engine.scope import Scope
from tests.simulation.engine.values import Item, Value, kind_of, number, total

_NO_SUCH_PATH: Final = "The document path provided in the update expression is invalid for update"
_MISSING: Final = "The provided expression refers to an attribute that does not exist in the item"
_WRONG_TYPE: Final = "An operand in the update expression has an incorrect data type"


def updated(text: str, item: Item, scope: Scope) -> tuple[dict[str, Value], list[str]]:
    """Return the item after an update, and the attributes that the expression names; `checks` has passed the text."""
    changes = expressions.update(text)
    # Everything is computed before anything changes.
    computed = [(change, _operand(change, item, scope)) for change in changes]
    result: dict[str, Value] = dict(item)
    removals: list[tuple[Part, ...]] = []
    for change, value in computed:
        path = resolved(change.path, scope)
        if value is None:
            removals.append(path)
        else:
            _set(result, path, value)
    # From the end of a list, so that earlier removals do not move what later ones mean.
    for path in sorted(removals, key=_positions, reverse=True):
        _remove(result, path)
    return result, [scope.top(change.path) for change in changes]


def _positions(path: tuple[Part, ...]) -> list[int]:
    return [part if isinstance(part, int) else 0 for part in path]


def _operand(change: Change, item: Item, scope: Scope) -> Value | None:
    """Return the value that a change stores, None when it removes."""
    if change.operand is None:
        return None
    if change.verb == "SET":
        return _evaluate(change.operand, item, scope)
    given = _evaluate(change.operand, item, scope)
    stored = scope.find(item, change.path)
    return _add(stored, given) if change.verb == "ADD" else _delete(stored, given)


def _evaluate(operand: Operand, item: Item, scope: Scope) -> Value:
    match operand:
        case Path():
            found = scope.find(item, operand)
            if found is None:
                raise invalid(_MISSING)
            return found
        case Literal(name):
            return scope.values[name]
        case Sum(operator, left, right):
            one, other = (_number(_evaluate(each, item, scope)) for each in (left, right))
            return {"N": total(one, other, negated=operator == "-")}
        case Function("if_not_exists", (Path() as path, fallback)):
            found = scope.find(item, path)
            return _evaluate(fallback, item, scope) if found is None else found
        case Function("list_append", (left, right)):
            first, second = _evaluate(left, item, scope), _evaluate(right, item, scope)
            if "L" not in first or "L" not in second:
                raise invalid(_WRONG_TYPE)
            return {"L": [*first["L"], *second["L"]]}
        case Function(name, _):
            raise invalid(f"Invalid UpdateExpression: The function is not allowed in an update expression; {name}")


def _number(value: Value) -> str:
    if "N" not in value:
        raise invalid(_WRONG_TYPE)
    return str(value["N"])


def _add(stored: Value | None, given: Value) -> Value:
    kind = kind_of(given)
    if stored is None:
        return given
    if kind not in stored:
        raise invalid(_WRONG_TYPE)
    if kind == "N":
        return {"N": total(stored["N"], given["N"])}
    return _set_value(kind, {*stored[kind], *given[kind]})


def _delete(stored: Value | None, given: Value) -> Value | None:
    kind = kind_of(given)
    if stored is None:
        return None
    if kind not in stored:
        raise invalid(_WRONG_TYPE)
    left = set(stored[kind]) - set(given[kind])
    # A set without members cannot be stored: the attribute goes.
    return _set_value(kind, left) if left else None


def _set_value(kind: str, members: set[Any]) -> Value:
    return {kind: sorted(members, key=number) if kind == "NS" else sorted(members)}


def _set(result: dict[str, Value], path: tuple[Part, ...], value: Value) -> None:
    name = path[0]
    if not isinstance(name, str):
        raise AwsError("InternalServerError", "a path begins with a name", 500)
    result[name] = value if len(path) == 1 else _with(result.get(name), path[1:], value)


def _with(container: Value | None, path: tuple[Part, ...], value: Value) -> Value:
    """Return a copy of a container in which the value stands at a path."""
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        if container is None or "L" not in container:
            raise invalid(_NO_SUCH_PATH)
        members: list[Value] = list(container["L"])
        inside = members[part] if part < len(members) else None
        stored = _with(inside, rest, value) if rest else value
        if part < len(members):
            members[part] = stored
        else:
            members.append(stored)
        return {"L": members}
    if container is None or "M" not in container:
        raise invalid(_NO_SUCH_PATH)
    fields: Mapping[str, Value] = container["M"]
    return {"M": {**fields, part: _with(fields.get(part), rest, value) if rest else value}}


def _remove(result: dict[str, Value], path: tuple[Part, ...]) -> None:
    name = str(path[0])
    if len(path) == 1:
        result.pop(name, None)
        return
    result[name] = _without(result.get(name), path[1:])


def _without(container: Value | None, path: tuple[Part, ...]) -> Value:
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        if container is None or "L" not in container:
            raise invalid(_NO_SUCH_PATH)
        members: list[Value] = list(container["L"])
        if rest:
            if part >= len(members):
                raise invalid(_NO_SUCH_PATH)
            members[part] = _without(members[part], rest)
        elif part < len(members):
            del members[part]
        return {"L": members}
    if container is None or "M" not in container:
        raise invalid(_NO_SUCH_PATH)
    fields: dict[str, Value] = dict(container["M"])
    if rest:
        fields[part] = _without(fields.get(part), rest)
    else:
        fields.pop(part, None)
    return {"M": fields}
