"""Attribute values as the API carries them, in the one form in which DynamoDB gives them back.

Once normalised, equal values are equal dictionaries, and nothing changes a value in place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Context, Decimal, DecimalException, Inexact
from typing import Any, Final, TypeAlias

from tests.simulation.engine.errors import AwsError, invalid

Value: TypeAlias = Mapping[str, Any]
Item: TypeAlias = Mapping[str, Value]

MAX_ITEM_BYTES: Final = 400 * 1024
MAX_DEPTH: Final = 32
MAX_DIGITS: Final = 38
SETS: Final = {"SS": "S", "NS": "N", "BS": "B"}
ORDERED: Final = frozenset({"S", "N", "B"})

_CANONICAL: Final = re.compile(r"(?:0|-?[1-9][0-9]{0,37})\Z").match
_EXACT: Final = Context(prec=MAX_DIGITS, traps=[Inexact], Emin=-999_999, Emax=999_999)
_LARGEST_EXPONENT: Final = 125
_SMALLEST_EXPONENT: Final = -130


def number(text: str) -> int | Decimal:
    """Return a stored number as Python compares it."""
    return int(text) if "." not in text else Decimal(text)


def canonical_number(text: str) -> str:
    """Return a number as DynamoDB spells it: no exponent, no zeros that say nothing. At most 38 digits."""
    if _CANONICAL(text):
        return text
    try:
        exact = Decimal(text)
    except DecimalException as error:
        raise invalid("The parameter cannot be converted to a numeric value") from error
    return spelled(exact)


def total(left: str, right: str, *, negated: bool = False) -> str:
    """Return a sum or a difference. Raise for what 38 digits cannot hold."""
    try:
        operate = _EXACT.subtract if negated else _EXACT.add
        return spelled(operate(Decimal(left), Decimal(right)))
    except DecimalException as error:
        raise invalid("DynamoDB only supports precision up to 38 digits") from error


def spelled(exact: Decimal) -> str:
    """Spell a number. Raise for what 38 digits cannot hold."""
    try:
        exact = _EXACT.plus(exact)
    except DecimalException as error:
        raise invalid("Attempting to store more than 38 significant digits in a Number") from error
    if not exact.is_finite():
        raise invalid("The parameter cannot be converted to a numeric value")
    if not exact:
        return "0"
    if exact.adjusted() > _LARGEST_EXPONENT:
        raise invalid("Number overflow. Attempting to store a number with magnitude larger than supported range")
    if exact.adjusted() < _SMALLEST_EXPONENT:
        raise invalid("Number underflow. Attempting to store a number with magnitude smaller than supported range")
    text = f"{exact:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def normalised(value: Any, depth: int = 0) -> Value:
    """Return a value of its own in its one form. Raise what DynamoDB raises for anything that is none."""
    if not isinstance(value, dict) or len(value) != 1:
        raise invalid("Supplied AttributeValue has more than one datatypes set, must contain exactly one")
    ((kind, content),) = value.items()
    match kind:
        case "S" if isinstance(content, str):
            utf8_length(content)
            return {"S": content}
        case "N" if isinstance(content, str):
            return {"N": canonical_number(content)}
        case "BOOL" if isinstance(content, bool):
            return {"BOOL": content}
        case "M" if isinstance(content, dict):
            _check_depth(depth)
            return {"M": {name: normalised(each, depth + 1) for name, each in content.items()}}
        case "L" if isinstance(content, list | tuple):
            _check_depth(depth)
            return {"L": [normalised(each, depth + 1) for each in content]}
        case "NULL" if content is True:
            return {"NULL": True}
        case "B" if isinstance(content, bytes | bytearray):
            return {"B": bytes(content)}
        case "SS" | "NS" | "BS" if isinstance(content, list | tuple | set | frozenset):
            return {kind: _set_of(kind, content)}
    raise invalid(f"Supplied AttributeValue is not a {kind}")


def item_of(attributes: Mapping[str, Any]) -> dict[str, Value]:
    """Return an item of its own, normalised."""
    return {name: normalised(value) for name, value in attributes.items()}


def _set_of(kind: str, content: Any) -> list[Any]:
    members = [normalised({SETS[kind]: each})[SETS[kind]] for each in content]
    if not members:
        raise invalid("One or more parameter values were invalid: An set may not be empty")
    if len(set(members)) != len(members):
        raise invalid("One or more parameter values were invalid: Input collection contains duplicates.")
    return sorted(members, key=number) if kind == "NS" else sorted(members)


def _check_depth(depth: int) -> None:
    if depth >= MAX_DEPTH:
        raise invalid("Nesting Levels have exceeded supported limits")


def kind_of(value: Value) -> str:
    """Return the type descriptor of a value."""
    return next(iter(value))


def comparable(value: Value) -> Any:
    """Return what orders values of one type: code points order strings as their UTF-8 bytes do."""
    ((kind, content),) = value.items()
    return number(content) if kind == "N" else content


def utf8_length(text: str) -> int:
    """Return the bytes of a string. Raise for a lone surrogate, which no request can carry."""
    if text.isascii():
        return len(text)
    try:
        return len(text.encode())
    except UnicodeEncodeError as error:
        raise AwsError("SerializationException", "Unable to parse a string that is not valid Unicode") from error


def size_of(item: Item) -> int:
    """Return the bytes that DynamoDB counts for an item."""
    return sum(utf8_length(name) + value_size(value) for name, value in item.items())


def value_size(value: Value) -> int:
    ((kind, content),) = value.items()
    if kind == "S":
        return utf8_length(content)
    if kind == "N":
        return _number_size(content)
    if kind in {"BOOL", "NULL"}:
        return 1
    if kind == "B":
        return len(content)
    if kind == "M":
        return 3 + sum(1 + utf8_length(name) + value_size(each) for name, each in content.items())
    if kind == "L":
        return 3 + sum(1 + value_size(each) for each in content)
    return sum(value_size({SETS[kind]: each}) for each in content)


def _number_size(text: str) -> int:
    digits = text.lstrip("-").replace(".", "").strip("0")
    return (len(digits) + 1) // 2 + 1 + text.startswith("-")
