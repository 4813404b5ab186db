"""What the graph operations answer."""

from __future__ import annotations

from pydantic import Field

from linnet.facades.native.schemas import IdString, Page, Relationship, Shape, Short, User


class RelationshipPage(Page[Relationship]):
    """How the reader stands to each of several accounts."""


class FamiliarFollowersOf(Shape):
    """Whom the reader follows of those who follow an account, whom they followed last first."""

    user_id: IdString
    accounts: list[User] = Field(max_length=40)


class FamiliarFollowers(Shape):
    """The same for several accounts."""

    items: list[FamiliarFollowersOf] = Field(max_length=100)


class SuggestedAccount(Shape):
    """An account, and why it is suggested: `friends_of_friends` or `popular`."""

    user: User
    reason: Short


class SuggestedAccounts(Shape):
    """Accounts that the reader may want to follow, best first."""

    items: list[SuggestedAccount] = Field(max_length=80)
