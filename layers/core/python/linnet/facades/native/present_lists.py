"""Present lists."""

from __future__ import annotations

from collections.abc import Iterable

from linnet.domain.lists import UserList
from linnet.facades.native.schemas_lists import AccountList, AccountLists


def one_list(shown: UserList) -> AccountList:
    """Present one list."""
    return AccountList(
        id=str(shown.id),
        title=shown.title,
        replies_policy=shown.replies_policy.value,
        exclusive=shown.exclusive,
    )


def all_lists(shown: Iterable[UserList]) -> AccountLists:
    """Present several lists."""
    return AccountLists(items=[one_list(each) for each in shown])
