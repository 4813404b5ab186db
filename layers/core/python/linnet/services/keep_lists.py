"""Make, change and remove lists."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from linnet.domain.errors import Code, DomainError, invalid, not_found
from linnet.domain.lists import MAX_LIST_TITLE, MAX_LISTS, ListEdit, RepliesPolicy, UserList
from linnet.domain.text import normalize
from linnet.domain.users import Viewer
from linnet.ports.environment import IdSource
from linnet.ports.lists import Lists, ListsCapReached


@dataclass(frozen=True, slots=True)
class KeepLists:
    """Lists are the account's own: to everybody else they do not exist. Two may have one title."""

    lists: Lists
    ids: IdSource

    def all(self, viewer: Viewer) -> Sequence[UserList]:
        """Return the viewer's lists, oldest first."""
        return self.lists.all_of(viewer.user_id)

    def one(self, viewer: Viewer, list_id: int) -> UserList:
        """Return a list. Raise a DomainError: not found."""
        return _found(self.lists.get(viewer.user_id, list_id))

    def create(
        self,
        viewer: Viewer,
        title: str,
        replies_policy: RepliesPolicy = RepliesPolicy.LIST,
        *,
        exclusive: bool = False,
    ) -> UserList:
        """Make a list without members. Raise a DomainError for a bad title, or when there are too many."""
        new = UserList(self.ids.next_id(), viewer.user_id, _checked(title), replies_policy, exclusive)
        try:
            self.lists.create(new, MAX_LISTS)
        except ListsCapReached as reached:
            raise DomainError(
                Code.LIMIT_REACHED, f"an account has at most {MAX_LISTS} lists", details={"lists": MAX_LISTS}
            ) from reached
        return new

    def edit(self, viewer: Viewer, list_id: int, edit: ListEdit) -> UserList:
        """Change what is named. Raise a DomainError for a bad title, or where there is no such list."""
        checked = edit if edit.title is None else replace(edit, title=_checked(edit.title))
        return _found(self.lists.edit(viewer.user_id, list_id, checked))

    def remove(self, viewer: Viewer, list_id: int) -> None:
        """Remove a list; its members are followed on. Raise a DomainError: not found."""
        if not self.lists.delete(viewer.user_id, list_id):
            raise not_found("list")


def _found(found: UserList | None) -> UserList:
    if found is None:
        raise not_found("list")
    return found


def _checked(title: str) -> str:
    checked = normalize(title.strip())
    if not 1 <= len(checked) <= MAX_LIST_TITLE:
        raise invalid("title", f"must have 1 to {MAX_LIST_TITLE} characters")
    return checked
