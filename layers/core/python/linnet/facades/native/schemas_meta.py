"""What the meta operations answer."""

from __future__ import annotations

from pydantic import Field

from linnet.domain.house_texts import MAX_TEXT
from linnet.domain.network_totals import SHOWN_WEEKS
from linnet.domain.reports import MAX_RULES
from linnet.facades.native.schemas import IdString, Moment, Shape, Short, Text


class HouseTextJson(Shape):
    """What the operators wrote, as plain text (`description`, `privacy_policy` or `terms_of_service`)."""

    kind: Short
    content: str = Field(max_length=MAX_TEXT)
    updated_at: Moment


class WeekJson(Shape):
    """What happened in a week from Monday 0:00 UTC on; `active_users` were seen in it."""

    begins_at: Moment
    posts: int
    active_users: int
    new_users: int


class Stats(Shape):
    """How large the network is, up to a minute old: confirmed accounts that take part, posts and retweets that stand.

    `active_month` were seen within 30 days. Weeks are the last twelve, the one that is under way first.
    """

    users: int
    posts: int
    active_month: int
    weeks: list[WeekJson] = Field(max_length=SHOWN_WEEKS)


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
