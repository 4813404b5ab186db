"""Lists and their members."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from linnet.domain.lists import ListEdit, UserList


class ListsCapReached(Exception):
    """The account has as many lists as it may."""


class MembersCapReached(Exception):
    """The list has as many members as it may."""


class NotFollowed(Exception):
    """Somebody who is to join a list is not followed by its owner; `user_ids` says who."""

    def __init__(self, user_ids: Sequence[int]) -> None:
        super().__init__()
        self.user_ids = user_ids


class Lists(Protocol):
    """Lists by owner; reads are strongly consistent.

    Who is a member stands twice: in the pair owner → member (`Relationship.lists`), which is the truth and ends with
    the follow, and in the list. Joining and leaving write both at once; where a follow ends, `settle` follows.
    """

    def create(self, new: UserList, cap: int) -> None:
        """Store a list without members. Raise ListsCapReached."""
        ...

    def get(self, owner_id: int, list_id: int) -> UserList | None:
        """Return a list; None also where it is somebody else's."""
        ...

    def all_of(self, owner_id: int) -> Sequence[UserList]:
        """Return an account's lists, oldest first."""
        ...

    def edit(self, owner_id: int, list_id: int, edit: ListEdit) -> UserList | None:
        """Change a list and return it; None if there is none."""
        ...

    def delete(self, owner_id: int, list_id: int) -> bool:
        """Remove a list; False if there is none. The pairs of its members name it until `remove` is called."""
        ...

    def add(self, owner_id: int, list_id: int, user_ids: Collection[int], cap: int) -> bool:
        """Let accounts join, all or none; False if there is no such list. Members stay so.

        Raise NotFollowed or MembersCapReached.
        """
        ...

    def remove(self, owner_id: int, list_id: int, user_ids: Collection[int]) -> bool:
        """Let accounts leave, all or none, also a list that is gone; False if there is no such list."""
        ...

    def settle(self, owner_id: int, list_id: int, user_id: int) -> None:
        """Take somebody out of a list whose pair does not name it (any more)."""
        ...
