"""Tell what is wrong with a sign-up, field by field."""

from __future__ import annotations

from typing import Final

from linnet.domain.errors import Code, DomainError
from linnet.facades.mastodon.entities.shape import Entity, Problem

_CODES: Final = {Code.CONFLICT: "ERR_TAKEN", Code.INVALID: "ERR_INVALID"}


class ProblemOfField(Entity):
    """What is wrong with a field: a name that apps know, and words for people."""

    error: str
    description: str


class SignUpProblem(Problem):
    """A refusal that names its fields."""

    details: dict[str, list[ProblemOfField]]


def sign_up_problem(error: DomainError) -> SignUpProblem:
    """Present a refusal: what is taken, and what is not as it should be."""
    field = error.field or "base"
    name = _CODES[error.code] if field != "agreement" else "ERR_ACCEPTED"
    return SignUpProblem(
        error=f"Validation failed: {field.capitalize()} {error.message}",
        details={field: [ProblemOfField(error=name, description=error.message)]},
    )
