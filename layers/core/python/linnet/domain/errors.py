"""Errors that services raise, each with a stable code; `runtime` maps codes to HTTP statuses in one table."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Name every reason a request can be refused for."""

    BAD_REQUEST = "bad_request"
    INVALID = "invalid"
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    BLOCKED = "blocked"
    SUSPENDED = "suspended"
    EMAIL_UNCONFIRMED = "email_unconfirmed"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch"
    LIMIT_REACHED = "limit_reached"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    RATE_LIMITED = "rate_limited"
    REGISTRATION_CLOSED = "registration_closed"
    UNAVAILABLE = "unavailable"


class DomainError(Exception):
    """Refuse a request for a stated reason.

    `field` is the JSON path or parameter at fault; `details` are JSON-ready facts for the client; `retry_after_s` is
    set where trying again later can help.
    """

    def __init__(
        self,
        code: Code,
        message: str,
        *,
        field: str | None = None,
        details: dict[str, object] | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field
        self.details = details
        self.retry_after_s = retry_after_s


def not_found(what: str) -> DomainError:
    """Say that something does not exist, or must look so to this reader."""
    return DomainError(Code.NOT_FOUND, f"{what} not found")


def invalid(field: str, message: str) -> DomainError:
    """Refuse the value of one field."""
    return DomainError(Code.INVALID, message, field=field)


def conflict(message: str, **details: object) -> DomainError:
    """Refuse what is already so."""
    return DomainError(Code.CONFLICT, message, details=details or None)


def unconfirmed() -> DomainError:
    """Refuse what an account may not do before its address is confirmed."""
    return DomainError(Code.EMAIL_UNCONFIRMED, "your login is missing a confirmed e-mail address")
