"""Lists of accounts as their owner sees them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from linnet.domain.lists import MAX_LISTS
from linnet.facades.native.schemas import IdString, Shape, Short


class AccountList(Shape):
    """A list. `repliesPolicy` says which answers to others it shows; what is in an exclusive one is not in home."""

    id: IdString
    title: Short
    replies_policy: Literal["followed", "list", "none"]
    exclusive: bool


class AccountLists(Shape):
    """The reader's lists, oldest first."""

    items: list[AccountList] = Field(max_length=MAX_LISTS)
