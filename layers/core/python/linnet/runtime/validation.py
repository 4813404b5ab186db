"""Turn an API Gateway event into validated input, or say which field is wrong."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from linnet.domain.errors import Code, DomainError
from linnet.domain.media import MAX_UPLOAD
from linnet.facades.multipart import BrokenForm, read_parts
from linnet.runtime import strict_json
from linnet.runtime.routes import MAX_IDEMPOTENCY_KEY, Request, Route

M = TypeVar("M", bound=BaseModel)


def validated(route: Route[Any], request: Request, event: Mapping[str, Any]) -> Request:
    body = query = None
    if route.query is not None:
        query = model_of(route.query, dict(request.query_parameters))
    if route.body is not None:
        raw = event.get("body") or ""
        data = _decode(raw, bool(event.get("isBase64Encoded")))
        if route.multipart:
            body = model_of(route.body, _parts(data, request.headers.get("content-type", "")))
        elif data or not _all_optional(route.body):
            kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
            if kind != "application/json":
                raise DomainError(Code.UNSUPPORTED_MEDIA_TYPE, "send application/json")
            value = strict_json.parse(data)
            if not isinstance(value, dict):
                raise DomainError(Code.BAD_REQUEST, "the body must be a JSON object")
            body = model_of(route.body, value)
        else:
            body = model_of(route.body, {})
    return replace(request, idempotency_key=_idempotency_key(route, request), parsed_body=body, parsed_query=query)


def _idempotency_key(route: Route[Any], request: Request) -> str | None:
    key = request.headers.get("idempotency-key") if route.idempotent else None
    if key is not None and not 1 <= len(key) <= MAX_IDEMPOTENCY_KEY:
        raise DomainError(Code.INVALID, f"must have 1 to {MAX_IDEMPOTENCY_KEY} characters", field="Idempotency-Key")
    return key


def _parts(data: bytes, content_type: str) -> dict[str, Any]:
    if content_type.partition(";")[0].strip().lower() != "multipart/form-data":
        raise DomainError(Code.UNSUPPORTED_MEDIA_TYPE, "send multipart/form-data")
    if len(data) > MAX_UPLOAD:
        raise DomainError(Code.TOO_LARGE, f"the body must have at most {MAX_UPLOAD} bytes")
    try:
        parts = read_parts(data, content_type)
    except BrokenForm as error:
        raise DomainError(Code.BAD_REQUEST, "the body must be a form of several parts") from error
    return {part.name: part.text if part.filename is None else part.content for part in parts}


def _all_optional(model: type[BaseModel]) -> bool:
    return all(not field.is_required() for field in model.model_fields.values())


def _decode(raw: str, is_base64: bool) -> bytes:
    if not is_base64:
        return raw.encode("utf-8", "surrogatepass")
    return base64.b64decode(raw)


def model_of(model: type[M], value: dict[str, Any]) -> M:
    """Return the value as a model. Raise a DomainError naming the first field at fault."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        problems = error.errors(include_url=False, include_input=False, include_context=False)
        first = problems[0]
        where = ".".join(str(part) for part in first["loc"]) or None
        raise DomainError(
            Code.INVALID,
            "is not a known field" if first["type"] == "extra_forbidden" else first["msg"],
            field=None if where is None else where[:200],
            details={
                "fields": {".".join(str(part) for part in p["loc"])[:200]: p["msg"][:300] for p in problems[:20]},
            },
        ) from error


def bearer(header: str | None) -> str | None:
    """Return the token of an Authorization header (RFC 6750), None when there is none."""
    if header is None:
        return None
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else ""
