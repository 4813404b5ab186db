"""Lists."""

from __future__ import annotations

from typing import Literal

from pydantic import RootModel

from linnet.facades.mastodon.entities.shape import Entity, Id


class UserList(Entity):
    """A list of the reader's."""

    id: Id
    title: str
    replies_policy: Literal["followed", "list", "none"]
    exclusive: bool


class UserLists(RootModel[list[UserList]]):
    """Several lists."""
