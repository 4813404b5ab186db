"""What requests may hold: strict, bounded, camelCase outside. Each noun's bodies are in `requests_<noun>.py`."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from linnet.domain.text import normalize

MAX_PAGE = 100


def _decimal(value: object) -> object:
    # Ids travel as strings: JavaScript numbers cannot hold them.
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 19:
        return int(value)
    raise ValueError("must be a decimal id in a string")


Id = Annotated[
    int,
    BeforeValidator(_decimal, json_schema_input_type=Annotated[str, Field(pattern=r"^[0-9]{1,19}$", max_length=19)]),
    Field(ge=0, le=(1 << 63) - 1),
]
Line = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(normalize)]


class Body(BaseModel):
    """A JSON body: unknown names and wrong types are refused, nothing is coerced."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, alias_generator=to_camel, hide_input_in_errors=True
    )


class Query(BaseModel):
    """A query string: values are text, so numbers and booleans are read from it."""

    model_config = ConfigDict(extra="ignore", frozen=True, alias_generator=to_camel, hide_input_in_errors=True)


class LimitQuery(Query):
    """How much to return."""

    limit: int = Field(default=20, ge=1, le=MAX_PAGE)


class PageQuery(Query):
    """Where to start and how much to return."""

    limit: int = Field(default=20, ge=1, le=MAX_PAGE)
    cursor: str | None = Field(default=None, min_length=1, max_length=64)


def _split(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


Ids = Annotated[
    tuple[Id, ...],
    BeforeValidator(_split, json_schema_input_type=Annotated[str, Field(max_length=2000, pattern=r"^[0-9,]+$")]),
]


class IdsQuery(Query):
    """Several ids, separated by commas."""

    ids: Ids = Field(min_length=1, max_length=MAX_PAGE)
