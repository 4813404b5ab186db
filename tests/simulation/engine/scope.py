"""What an expression's placeholders stand for in one request, and where its paths lead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from tests.simulation.engine import expressions
from tests.simulation.engine.errors import invalid
from tests.simulation.engine.expressions import Path
from tests.simulation.engine.values import Item, Value, normalised

_EXPRESSIONS: Final = (
    "ConditionExpression",
    "FilterExpression",
    "KeyConditionExpression",
    "ProjectionExpression",
    "UpdateExpression",
)


class Scope:
    """The names and values of one request. Raise when an expression lacks one, or none uses it."""

    __slots__ = ("names", "values")

    def __init__(self, request: Mapping[str, Any]) -> None:
        self.names: Mapping[str, str] = request.get("ExpressionAttributeNames") or {}
        given: Mapping[str, Any] = request.get("ExpressionAttributeValues") or {}
        self.values = {name: normalised(value) for name, value in given.items()}
        names: set[str] = set()
        values: set[str] = set()
        for field in _EXPRESSIONS:
            text = request.get(field)
            if text is not None:
                used = expressions.placeholders(text)
                names |= used.names
                values |= used.values
        _compare(names, self.names.keys(), "attribute name", "ExpressionAttributeNames")
        _compare(values, self.values.keys(), "attribute value", "ExpressionAttributeValues")

    def name(self, part: str) -> str:
        return self.names[part] if part[0] == "#" else part

    def find(self, item: Item, path: Path) -> Value | None:
        """Return the value at the end of a path, None where there is none."""
        first = path.parts[0]
        found = item.get(self.name(str(first)))
        for part in path.parts[1:]:
            if found is None:
                return None
            found = self._step(found, part)
        return found

    def _step(self, value: Value, part: str | int) -> Value | None:
        if isinstance(part, int):
            members: Sequence[Value] = value.get("L", ())
            return members[part] if part < len(members) else None
        fields: Mapping[str, Value] = value.get("M", {})
        return fields.get(self.name(part))

    def top(self, path: Path) -> str:
        """Return the attribute in which a path begins."""
        return self.name(str(path.parts[0]))


def _compare(used: set[str], given: Any, what: str, field: str) -> None:
    if missing := used - given:
        raise invalid(f"Invalid expression: An expression {what} used is not defined; {what}: {min(missing)}")
    if unused := given - used:
        raise invalid(f"Value provided in {field} unused in expressions: keys: {{{min(unused)}}}")
