"""What all entities have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, RootModel, StringConstraints

Id = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$")]
# With milliseconds, always: clients on Apple's systems read a time without them as now.
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\d$")]
Address = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")]


class Entity(BaseModel):
    """An answer whose fields have the names that the client API gives them.

    A field without a default is in every answer, null or not; one with a default is left out where nobody set it.
    """

    model_config = ConfigDict(frozen=True)


class Problem(Entity):
    """Every refusal that is not the protocol's own."""

    error: str


class Nothing(Entity):
    """An empty object."""


class NoneOfThem(RootModel[list[Nothing]]):
    """A list of what there is none of."""
