"""What the meta operations answer."""

from __future__ import annotations

from pydantic import Field

from linnet.facades.native.schemas import Shape, Short


class Limit(Shape):
    """At most `limit` actions in each window."""

    action: Short
    limit: int
    window_seconds: int


class TextLimits(Shape):
    """How long a tweet may be; every URL counts the same."""

    max_weighted_length: int
    url_length: int


class Limits(Shape):
    """Everything that is limited."""

    rates: list[Limit] = Field(max_length=50)
    text: TextLimits
    following: int
    edit_window_seconds: int
