"""Read JSON bodies without surprises: RFC 8259 as `json` has it, less what it lets through."""

from __future__ import annotations

import json
import re
from typing import Final

from linnet.domain.errors import Code, DomainError

MAX_BODY_BYTES: Final = 1 << 20
MAX_DEPTH: Final = 32
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse(body: bytes) -> object:
    """Return the value. Raise a DomainError for what is not JSON, too large, too deep, ambiguous or not text."""
    if len(body) > MAX_BODY_BYTES:
        raise DomainError(Code.TOO_LARGE, f"the body is larger than {MAX_BODY_BYTES} bytes")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _bad("the body is not UTF-8") from error
    if _depth(text) > MAX_DEPTH:
        raise _bad(f"the body is nested deeper than {MAX_DEPTH} levels")
    try:
        value: object = json.loads(text, object_pairs_hook=_unique, parse_constant=_no_constant)
    except ValueError as error:
        raise _bad("the body is not JSON") from error
    # An escape can smuggle half a surrogate pair into a string that no UTF-8 encoder accepts afterwards.
    if "\\u" in text and _has_surrogate(value):
        raise _bad("the body holds a lone surrogate")
    return value


def _bad(message: str) -> DomainError:
    return DomainError(Code.BAD_REQUEST, message)


def _no_constant(name: str) -> object:
    raise _bad(f"{name} is not JSON")


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DomainError(Code.BAD_REQUEST, "a name is given twice", field=twice[:100])
    return found


def _depth(text: str) -> int:
    """Return the deepest nesting outside strings, so that the parser never recurses further than the bound."""
    deepest = depth = 0
    in_string = escaped = False
    for character in text:
        if in_string:
            if escaped:
                escaped = False
            elif character == "\\":
                escaped = True
            elif character == '"':
                in_string = False
        elif character == '"':
            in_string = True
        elif character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}":
            depth -= 1
    return deepest


def _has_surrogate(value: object) -> bool:
    if isinstance(value, str):
        return _SURROGATE.search(value) is not None
    if isinstance(value, dict):
        return any(_has_surrogate(key) or _has_surrogate(item) for key, item in value.items())
    return isinstance(value, list) and any(_has_surrogate(item) for item in value)
