"""What the operations on read markers accept."""

from __future__ import annotations

from collections.abc import Set

from pydantic import Field

from linnet.domain.errors import invalid
from linnet.facades.mastodon.fields import Form, Id, Many, Text


class WantedMarkers(Form):
    """Which markers; timelines that have none are ignored."""

    timeline: Many[Text] = Field(default=[])


class Position(Form):
    """How far one timeline was read."""

    last_read_id: Id | None = None


class NewPositions(Form):
    """How far timelines were read."""

    home: Position | None = None
    notifications: Position | None = None

    def named(self) -> Set[str]:
        """Return the timelines that are named."""
        return {name for name in ("home", "notifications") if getattr(self, name) is not None}

    def of(self, timeline: str) -> int | None:
        """Return how far a timeline was read, None if it is not named. Raise a DomainError (invalid) for no id."""
        position: Position | None = getattr(self, timeline)
        if position is None:
            return None
        if not position.last_read_id:
            raise invalid("last_read_id", "can't be blank" if position.last_read_id is None else "is not an id")
        return position.last_read_id
