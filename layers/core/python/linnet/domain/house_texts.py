"""The texts in which operators tell what their stage is and what holds there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linnet.domain.errors import invalid

# Of one row: what a reader of a policy may be asked to read, and a small part of what a row may hold.
MAX_TEXT: Final = 20_000


class TextKind(StrEnum):
    """Name the texts that a stage may have."""

    DESCRIPTION = "description"
    PRIVACY_POLICY = "privacy_policy"
    TERMS_OF_SERVICE = "terms_of_service"


@dataclass(frozen=True, slots=True)
class HouseText:
    """A text, plain; `updated_ms` is when it was set (Unix milliseconds)."""

    kind: TextKind
    content: str
    updated_ms: int


def check_content(content: str) -> str:
    """Return a text without the white space around it. Raise a DomainError (invalid)."""
    stripped = content.strip()
    if not 1 <= len(stripped) <= MAX_TEXT:
        raise invalid("content", f"must have 1 to {MAX_TEXT} characters")
    return stripped
