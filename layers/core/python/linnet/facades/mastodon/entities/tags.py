"""Hashtags."""

from __future__ import annotations

from typing import Annotated

from pydantic import RootModel, StringConstraints

from linnet.facades.mastodon.entities.accounts import Account
from linnet.facades.mastodon.entities.shape import Address, Day, Entity, Id
from linnet.facades.mastodon.entities.statuses import PreviewCard, Status

Count = Annotated[str, StringConstraints(pattern=r"^[0-9]+$")]


class TagDay(Entity):
    """A day of a hashtag: when it began (Unix seconds), how often it was used, by how many. Numbers are strings."""

    day: Count
    uses: Count
    accounts: Count


class Tag(Entity):
    """A hashtag with its days, today first. Its id is itself.

    `following` and `featuring` are there for readers with a token.
    """

    id: str
    name: str
    url: Address
    history: list[TagDay]
    following: bool = False
    featuring: bool = False


class Tags(RootModel[list[Tag]]):
    """A list of hashtags."""


class FeaturedTag(Entity):
    """A hashtag on a profile; how many statuses it has is a string, as Mastodon writes it."""

    id: Id
    name: str
    url: Address
    statuses_count: Count
    last_status_at: Day | None


class FeaturedTags(RootModel[list[FeaturedTag]]):
    """The hashtags of a profile."""


class TrendingLinks(RootModel[list[PreviewCard]]):
    """Links that trend; there are none."""


class SearchResults(Entity):
    """What a text finds."""

    accounts: list[Account]
    statuses: list[Status]
    hashtags: list[Tag]


class OldSearchResults(Entity):
    """What a text finds, as the first version says it."""

    accounts: list[Account]
    statuses: list[Status]
    hashtags: list[str]
