"""Read the parameters of a request as clients of Mastodon send them.

Bodies are JSON, form or multipart, also without a content type; Rails' brackets (`name[]`) make lists. Query and body
are one set of names; the body wins.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from email.errors import MessageError
from email.parser import BytesParser
from email.policy import HTTP
from typing import Final
from urllib.parse import parse_qsl

from linnet.domain.errors import Code, DomainError

MAX_BODY: Final = 65_536
MAX_FIELDS: Final = 200

Parameters = Mapping[str, list[str]]


def read_parameters(query: str, body: bytes, content_type: str) -> Parameters:
    """Return name → values in the order sent. Raise a DomainError: bad request or too large."""
    if len(body) > MAX_BODY:
        raise DomainError(Code.TOO_LARGE, "The body is too large")
    found = _form(query)
    sent = _body(body, content_type) if body.strip() else {}
    return {**found, **sent}


def first(parameters: Parameters, name: str) -> str | None:
    """Return the value of a name, the last one where it was sent several times, as Rails does."""
    values = parameters.get(name)
    return values[-1] if values else None


def _body(body: bytes, content_type: str) -> dict[str, list[str]]:
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" or (not kind and body.lstrip()[:1] == b"{"):
        return _json(body)
    if kind == "multipart/form-data":
        return _multipart(body, content_type)
    if not kind and body.startswith(b"--"):
        boundary = body[2 : body.find(b"\n")].strip().decode("latin-1")
        return _multipart(body, f'multipart/form-data; boundary="{boundary}"')
    return _form(body.decode("utf-8", "replace"))


def _form(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=MAX_FIELDS)
    except ValueError as error:
        raise DomainError(Code.BAD_REQUEST, "The request has too many fields") from error
    for name, value in pairs:
        found.setdefault(name.removesuffix("[]"), []).append(value)
    return found


def _json(body: bytes) -> dict[str, list[str]]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise DomainError(Code.BAD_REQUEST, "The body is not JSON") from error
    if not isinstance(value, dict) or len(value) > MAX_FIELDS:
        raise DomainError(Code.BAD_REQUEST, "The body must be a JSON object")
    return {name.removesuffix("[]"): _texts(each) for name, each in value.items() if each is not None}


def _texts(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for each in value[:MAX_FIELDS] for text in _texts(each)]
    if isinstance(value, bool):
        return ["true" if value else "false"]
    return [str(value)] if isinstance(value, str | int | float) else []


def _multipart(body: bytes, content_type: str) -> dict[str, list[str]]:
    header = b"Content-Type: " + content_type.encode("latin-1", "replace").replace(b"\n", b" ").replace(b"\r", b" ")
    try:
        message = BytesParser(policy=HTTP).parsebytes(header + b"\r\n\r\n" + body)
        parts = list(message.iter_parts()) if message.is_multipart() else []
    except (MessageError, LookupError, ValueError) as error:
        raise DomainError(Code.BAD_REQUEST, "The body is not a form of several parts") from error
    if not parts or len(parts) > MAX_FIELDS:
        raise DomainError(Code.BAD_REQUEST, "The body is not a form of several parts")
    found: dict[str, list[str]] = {}
    for part in parts:
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            found.setdefault(name.removesuffix("[]"), []).append(content.decode("utf-8", "replace"))
    return found
