"""Read the parameters of a request as clients of Mastodon send them.

Bodies are JSON, form or multipart, also without a content type. Rails' brackets make lists (`name[]`) and objects
(`name[key]`), so that a form says what JSON says. Query and body are one set of names; the body wins.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Final, TypeAlias
from urllib.parse import parse_qsl

from linnet.domain.errors import Code, DomainError
from linnet.facades.multipart import BrokenForm, read_parts

MAX_BODY: Final = 65_536
MAX_FIELDS: Final = 200
MAX_DEPTH: Final = 5

# Every leaf is text, as a form has it: `fields.py` makes numbers and switches of it. Null is as good as absent, but for
# names that take something away by it, as an empty field of a form does.
# Files of a form of several parts are bytes.
Value: TypeAlias = "str | bytes | list[Value] | dict[str, Value]"
EMPTIED: Final = frozenset({"expires_in"})
Parameters = Mapping[str, Value]

_KEY = re.compile(r"\[([^\[\]]*)\]")


def read_parameters(query: str, body: bytes, content_type: str, most: int = MAX_BODY) -> Parameters:
    """Return name → value; at most so many bytes are read. Raise a DomainError: bad request or too large."""
    if len(body) > most:
        raise DomainError(Code.TOO_LARGE, "The body is too large")
    found = _form(query)
    sent = _body(body, content_type) if body.strip() else {}
    return {**found, **sent}


def first(parameters: Parameters, name: str) -> str | None:
    """Return the text of a name, the last one where it was sent several times, as Rails does."""
    value = parameters.get(name)
    if isinstance(value, list):
        value = value[-1] if value else None
    return value if isinstance(value, str) else None


def texts(parameters: Parameters, name: str) -> list[str]:
    """Return all texts of a name, whether it was sent as one, repeated, or as a list."""
    value = parameters.get(name, [])
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _body(body: bytes, content_type: str) -> dict[str, Value]:
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" or (not kind and body.lstrip()[:1] == b"{"):
        return _json(body)
    if kind == "multipart/form-data":
        return _multipart(body, content_type)
    if not kind and body.startswith(b"--"):
        boundary = body[2 : body.find(b"\n")].strip().decode("latin-1")
        return _multipart(body, f'multipart/form-data; boundary="{boundary}"')
    return _form(body.decode("utf-8", "replace"))


def _form(text: str) -> dict[str, Value]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise DomainError(Code.BAD_REQUEST, "The request has too many fields") from error
    return _nested(pairs)


def _json(body: bytes) -> dict[str, Value]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DomainError(Code.BAD_REQUEST, "The body is not JSON") from error
    if not isinstance(value, dict):
        raise DomainError(Code.BAD_REQUEST, "The body must be a JSON object")
    emptied: dict[str, Value] = {name: "" for name in EMPTIED if name in value and value[name] is None}
    return {**_object(value, MAX_DEPTH), **emptied}


def _object(value: Mapping[str, object], depth: int) -> dict[str, Value]:
    if depth == 0 or len(value) > MAX_FIELDS:
        raise DomainError(Code.BAD_REQUEST, "The body has too many parts")
    return {name.removesuffix("[]"): _value(each, depth - 1) for name, each in value.items() if each is not None}


def _value(value: object, depth: int) -> Value:
    if isinstance(value, dict):
        return _object(value, depth)
    if isinstance(value, list):
        if depth == 0 or len(value) > MAX_FIELDS:
            raise DomainError(Code.BAD_REQUEST, "The body has too many parts")
        return [_value(each, depth - 1) for each in value if each is not None]
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _multipart(body: bytes, content_type: str) -> dict[str, Value]:
    try:
        parts = read_parts(body, content_type)
    except BrokenForm as error:
        raise DomainError(Code.BAD_REQUEST, "The body is not a form of several parts") from error
    if not parts:
        raise DomainError(Code.BAD_REQUEST, "The body is not a form of several parts")
    return _nested((part.name, part.text if part.filename is None else part.content) for part in parts)


def _nested(pairs: Iterable[tuple[str, str | bytes]]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for name, text in pairs:
        plain, keys = name.partition("[")[0], _KEY.findall(name)
        if len(keys) >= MAX_DEPTH:
            raise DomainError(Code.BAD_REQUEST, f"The field {plain[:100]} is nested too deeply")
        if not keys and plain in found:
            # Repeated without brackets: who asks for one text gets the last, who asks for a list gets all.
            keys = [""]
            found[plain] = _listed(plain, found[plain])
        _put(found, plain, keys, text)
    return found


def _put(into: dict[str, Value], name: str, keys: list[str], text: str | bytes) -> None:
    if not keys:
        into[name] = text
        return
    key, rest = keys[0], keys[1:]
    if key:
        held = into.setdefault(name, {})
        if not isinstance(held, dict):
            raise _two_shapes(name)
        _put(held, key, rest, text)
        return
    listed = into[name] = _listed(name, into.get(name, []))
    if not rest:
        listed.append(text)
        return
    # `name[][key]`: an object ends where a key of it comes again.
    last = listed[-1] if listed else None
    if not isinstance(last, dict) or (len(rest) == 1 and rest[0] in last):
        last = {}
        listed.append(last)
    _put(last, rest[0], rest[1:], text)


def _listed(name: str, value: Value) -> list[Value]:
    if isinstance(value, dict):
        raise _two_shapes(name)
    return value if isinstance(value, list) else [value]


def _two_shapes(name: str) -> DomainError:
    return DomainError(Code.BAD_REQUEST, f"The field {name[:100]} is of two shapes at once")
