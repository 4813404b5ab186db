"""What the meta operations answer."""

from __future__ import annotations

from pydantic import Field

from linnet.domain.reports import MAX_RULES
from linnet.facades.native.schemas import IdString, Shape, Short, Text


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


class Rule(Shape):
    """A rule of the house; its id is its place, which reports name."""

    id: IdString
    text: Text
    hint: Text


class Rules(Shape):
    """The rules of the house, in the operators' order."""

    items: list[Rule] = Field(max_length=MAX_RULES)
