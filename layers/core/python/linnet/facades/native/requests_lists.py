"""What the operations on lists take."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from linnet.domain.lists import MAX_LIST_TITLE, MAX_NEW_MEMBERS, ListEdit, RepliesPolicy
from linnet.facades.native.requests import Body, Id, Ids, Line, Query

Title = Annotated[Line, Field(min_length=1, max_length=MAX_LIST_TITLE)]
Policy = Literal["followed", "list", "none"]


class NewList(Body):
    """Make a list. `repliesPolicy` says which answers to others it shows: to followed accounts, to members, or none."""

    title: Title
    replies_policy: Policy = "list"
    exclusive: bool = False

    @property
    def policy(self) -> RepliesPolicy:
        return RepliesPolicy(self.replies_policy)


class ListChange(Body):
    """Change a list; what is left out stays as it is."""

    title: Title | None = None
    replies_policy: Policy | None = None
    exclusive: bool | None = None

    def edit(self) -> ListEdit:
        """Return the change as services know it."""
        policy = None if self.replies_policy is None else RepliesPolicy(self.replies_policy)
        return ListEdit(self.title, policy, self.exclusive)


class NewListMembers(Body):
    """Who is to join a list."""

    user_ids: Annotated[list[Id], Field(min_length=1, max_length=MAX_NEW_MEMBERS)]


class LeavingQuery(Query):
    """Who is to leave a list, by ids separated by commas."""

    ids: Ids = Field(min_length=1, max_length=MAX_NEW_MEMBERS)
