"""Read DynamoDB's expressions into trees; each text is read once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

from moto.dynamodb.parsing.reserved_keywords import ReservedKeywords

from tests.simulation.engine.errors import invalid

Part: TypeAlias = str | int


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value lies: names (`#x` stands for a name of the request) and positions in lists."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Literal:
    """A value of the request, by its placeholder."""

    name: str


@dataclass(frozen=True, slots=True)
class Function:
    name: str
    arguments: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Sum:
    """Two numbers added, or subtracted."""

    operator: str
    left: Operand
    right: Operand


Operand: TypeAlias = Path | Literal | Function | Sum


@dataclass(frozen=True, slots=True)
class Comparison:
    operator: str
    left: Operand
    right: Operand


@dataclass(frozen=True, slots=True)
class Between:
    subject: Operand
    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True)
class OneOf:
    subject: Operand
    choices: tuple[Operand, ...]


@dataclass(frozen=True, slots=True)
class Both:
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Either:
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Not:
    node: Node


Node: TypeAlias = Comparison | Between | OneOf | Both | Either | Not | Function


@dataclass(frozen=True, slots=True)
class Change:
    """One action of an update expression; `operand` is None for REMOVE."""

    verb: str
    path: Path
    operand: Operand | None


@dataclass(frozen=True, slots=True)
class Placeholders:
    """What an expression takes from its request."""

    names: frozenset[str]
    values: frozenset[str]


_TOKEN: Final = re.compile(r"\s*(?:([#:]?[A-Za-z0-9_]+)|(<>|<=|>=|[=<>()\[\],.+-]))")
_COMPARATORS: Final = frozenset({"=", "<>", "<", "<=", ">", ">="})
PREDICATES: Final = frozenset({"attribute_exists", "attribute_not_exists", "attribute_type", "begins_with", "contains"})
_ARITY: Final = {
    "attribute_exists": 1,
    "attribute_not_exists": 1,
    "attribute_type": 2,
    "begins_with": 2,
    "contains": 2,
    "size": 1,
    "if_not_exists": 2,
    "list_append": 2,
}
_VERBS: Final = ("SET", "REMOVE", "ADD", "DELETE")
_CACHED: Final = 4096


@lru_cache(maxsize=1)
def _reserved() -> frozenset[str]:
    return frozenset(word.upper() for word in ReservedKeywords.get_reserved_keywords())


class _Reader:
    """Read tokens from left to right."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        end = 0
        while match := _TOKEN.match(text, end):
            self._tokens.append(match.group(match.lastindex or 0))
            end = match.end()
        if text[end:].strip():
            raise invalid(f"Invalid expression: Syntax error; token: {text[end:].strip()[:20]!r}")
        self._next = 0

    def peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def take(self) -> str:
        token = self.peek()
        if not token:
            raise invalid("Invalid expression: Syntax error; token: <EOF>")
        self._next += 1
        return token

    def keyword(self, *words: str) -> str:
        """Take one of these words if it comes next; return it in capitals."""
        word = self.peek().upper()
        if word not in words:
            return ""
        self._next += 1
        return word

    def expect(self, token: str) -> None:
        found = self.take()
        if found.upper() != token:
            raise invalid(f"Invalid expression: Syntax error; token: {found!r}")

    def end(self) -> None:
        if self.peek():
            raise invalid(f"Invalid expression: Syntax error; token: {self.peek()!r}")

    def several(self, one: Callable[[], Operand]) -> tuple[Operand, ...]:
        found = [one()]
        while self.keyword(","):
            found.append(one())
        return tuple(found)

    def condition(self) -> Node:
        left = self._conjunction()
        while self.keyword("OR"):
            left = Either(left, self._conjunction())
        return left

    def _conjunction(self) -> Node:
        left = self._negation()
        while self.keyword("AND"):
            left = Both(left, self._negation())
        return left

    def _negation(self) -> Node:
        if self.keyword("NOT"):
            return Not(self._negation())
        if self.keyword("("):
            inside = self.condition()
            self.expect(")")
            return inside
        subject = self.operand()
        if isinstance(subject, Function) and subject.name in PREDICATES:
            return subject
        if self.keyword("BETWEEN"):
            low = self.operand()
            self.expect("AND")
            return Between(subject, low, self.operand())
        if self.keyword("IN"):
            self.expect("(")
            choices = self.several(self.operand)
            self.expect(")")
            return OneOf(subject, choices)
        operator = self.take()
        if operator not in _COMPARATORS:
            raise invalid(f"Invalid expression: Syntax error; token: {operator!r}")
        return Comparison(operator, subject, self.operand())

    def operand(self) -> Operand:
        if self.keyword("("):
            inside = self.operand()
            self.expect(")")
            return inside
        token = self.take()
        if token.startswith(":"):
            return Literal(token)
        if self.peek() == "(" and not token.startswith("#"):
            return self._function(token)
        return self._path(token)

    def _function(self, name: str) -> Function:
        if name not in _ARITY:
            raise invalid(f"Invalid expression: Invalid function name; function: {name}")
        self.expect("(")
        arguments = self.several(self.operand)
        self.expect(")")
        if len(arguments) != _ARITY[name]:
            raise invalid(f"Invalid expression: Incorrect number of operands for operator or function; {name}")
        return Function(name, arguments)

    def path(self) -> Path:
        return self._path(self.take())

    def _path(self, first: str) -> Path:
        parts: list[Part] = [_name(first)]
        while True:
            if self.keyword("."):
                parts.append(_name(self.take()))
            elif self.keyword("["):
                parts.append(int(self.take()))
                self.expect("]")
            else:
                return Path(tuple(parts))

    def sum(self) -> Operand:
        left = self.operand()
        operator = self.keyword("+", "-")
        return Sum(operator, left, self.operand()) if operator else left

    def changes(self) -> tuple[Change, ...]:
        found: list[Change] = []
        seen: set[str] = set()
        while self.peek():
            verb = self.keyword(*_VERBS)
            if not verb or verb in seen:
                raise invalid(f"Invalid UpdateExpression: Syntax error; token: {self.peek()!r}")
            seen.add(verb)
            found.append(self._change(verb))
            while self.keyword(","):
                found.append(self._change(verb))
        return tuple(found)

    def _change(self, verb: str) -> Change:
        path = self.path()
        if verb == "REMOVE":
            return Change(verb, path, None)
        if verb == "SET":
            self.expect("=")
            return Change(verb, path, self.sum())
        return Change(verb, path, self.operand())


def _name(token: str) -> str:
    if not (token.startswith("#") or token[0].isalpha() or token[0] == "_"):
        raise invalid(f"Invalid expression: Syntax error; token: {token!r}")
    if token.upper() in _reserved():
        raise invalid(f"Invalid expression: Attribute name is a reserved keyword; reserved keyword: {token}")
    return token


@lru_cache(maxsize=_CACHED)
def condition(text: str) -> Node:
    """Read a condition, filter or key condition."""
    reader = _Reader(text)
    node = reader.condition()
    reader.end()
    return node


@lru_cache(maxsize=_CACHED)
def update(text: str) -> tuple[Change, ...]:
    """Read an update expression."""
    changes = _Reader(text).changes()
    if not changes:
        raise invalid("Invalid UpdateExpression: The expression can not be empty;")
    return changes


@lru_cache(maxsize=_CACHED)
def projection(text: str) -> tuple[Path, ...]:
    """Read a projection expression."""
    reader = _Reader(text)
    paths = [reader.path()]
    while reader.keyword(","):
        paths.append(reader.path())
    reader.end()
    return tuple(paths)


@lru_cache(maxsize=_CACHED)
def placeholders(text: str) -> Placeholders:
    """Return what a text of an expression takes from its request."""
    tokens = re.findall(r"[#:][A-Za-z0-9_]+", text)
    return Placeholders(
        names=frozenset(each for each in tokens if each[0] == "#"),
        values=frozenset(each for each in tokens if each[0] == ":"),
    )
