"""Present lists."""

from __future__ import annotations

from collections.abc import Iterable

from linnet.domain import lists
from linnet.facades.mastodon.entities import lists as entities


def user_list(shown: lists.UserList) -> entities.UserList:
    """Present a list."""
    return entities.UserList(
        id=str(shown.id), title=shown.title, replies_policy=shown.replies_policy.value, exclusive=shown.exclusive
    )


def user_lists(shown: Iterable[lists.UserList]) -> entities.UserLists:
    """Present several lists."""
    return entities.UserLists([user_list(each) for each in shown])
