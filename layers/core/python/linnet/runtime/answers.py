"""What the edge answers: the one table from error codes to HTTP statuses, and the shape of a refusal."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from pydantic import BaseModel

from linnet.domain.errors import Code, DomainError
from linnet.ports.limits import Allowance

STATUS: Final[Mapping[Code, int]] = {
    Code.BAD_REQUEST: 400,
    Code.INVALID: 422,
    Code.UNAUTHENTICATED: 401,
    Code.FORBIDDEN: 403,
    Code.BLOCKED: 403,
    Code.SUSPENDED: 403,
    Code.EMAIL_UNCONFIRMED: 403,
    Code.NOT_FOUND: 404,
    Code.CONFLICT: 409,
    Code.IDEMPOTENCY_MISMATCH: 422,
    Code.LIMIT_REACHED: 422,
    Code.TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.RATE_LIMITED: 429,
    Code.REGISTRATION_CLOSED: 403,
    Code.UNAVAILABLE: 503,
}


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: a model, or text or bytes of a content type that the headers name, or nothing (204)."""

    status: int
    body: BaseModel | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str | None = None
    content: bytes | None = None
    cookies: tuple[str, ...] = ()


def limit_headers(allowance: Allowance) -> dict[str, str]:
    """Return the rate-limit headers; the reset is in Unix seconds, rounded up."""
    return {
        "X-RateLimit-Limit": str(allowance.limit),
        "X-RateLimit-Remaining": str(allowance.remaining),
        "X-RateLimit-Reset": str(-(-allowance.reset_ms // 1000)),
    }


def over_limit(allowance: Allowance, now_ms: int) -> DomainError:
    """Say when to come back."""
    wait_s = max(1, -(-(allowance.reset_ms - now_ms) // 1000))
    return DomainError(Code.RATE_LIMITED, "too many requests of this kind", retry_after_s=wait_s)


def refusal(error: DomainError) -> Reply:
    """Turn a domain error into its answer."""
    return problem(STATUS[error.code], error.code.value, error.message, error.field, error.details, error.retry_after_s)


class _Raw(BaseModel):
    error: dict[str, object]


def problem(
    status: int,
    code: str,
    message: str,
    field: str | None = None,
    details: Mapping[str, object] | None = None,
    retry_after_s: int | None = None,
) -> Reply:
    problem: dict[str, object] = {"code": code, "message": message}
    if field is not None:
        problem["field"] = field
    if details:
        problem["details"] = dict(details)
    headers = {} if retry_after_s is None else {"Retry-After": str(retry_after_s)}
    return Reply(status, _Raw(error=problem), headers)


def render(reply: Reply, headers: Mapping[str, str], *, only_set: bool = False) -> dict[str, Any]:
    """Return API Gateway's answer; with `only_set` it leaves out the fields of models that nobody set."""
    answer: dict[str, Any] = {"statusCode": reply.status, "headers": {**headers, **reply.headers}}
    if reply.text is not None:
        answer["body"] = reply.text
    elif reply.content is not None:
        # Answers of functions are JSON, which has no bytes.
        answer["body"] = base64.b64encode(reply.content).decode("ascii")
        answer["isBase64Encoded"] = True
    elif reply.body is not None:
        answer["headers"]["Content-Type"] = "application/json"
        answer["body"] = json.dumps(
            reply.body.model_dump(mode="json", by_alias=True, exclude_unset=only_set), ensure_ascii=False
        )
    return answer
