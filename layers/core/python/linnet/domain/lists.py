"""Lists: followed accounts whose posts are read apart from everybody else's."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

# As many as Mastodon allows (https://github.com/mastodon/mastodon/pull/5933). It also bounds what a post costs: one
# entry in each list of each follower.
MAX_LISTS: Final = 50
# The members stand in the row of their list: so many take some 6 KB.
MAX_LIST_MEMBERS: Final = 500
MAX_LIST_TITLE: Final = 256
# Of one call: they join in one transaction, or none does.
MAX_NEW_MEMBERS: Final = 50


class RepliesPolicy(StrEnum):
    """Whose answers to others a list shows: those to anybody followed, to other members only, or none."""

    FOLLOWED = "followed"
    LIST = "list"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class UserList:
    """A list of its owner's and of nobody else's. What members of an exclusive one post does not show in home."""

    id: int
    owner_id: int
    title: str
    replies_policy: RepliesPolicy = RepliesPolicy.LIST
    exclusive: bool = False
    members: frozenset[int] = frozenset()

    def shows(self, author_id: int, reply_to_author_id: int | None) -> bool:
        """Tell whether a member's tweet belongs into the list, by whom it answers (followed by the owner, if not us).

        Answers to oneself and to the owner always do.
        """
        if self.replies_policy is RepliesPolicy.FOLLOWED or reply_to_author_id in (None, author_id, self.owner_id):
            return True
        return self.replies_policy is RepliesPolicy.LIST and reply_to_author_id in self.members


@dataclass(frozen=True, slots=True)
class ListEdit:
    """What is changed in a list; what is None stays as it is."""

    title: str | None = None
    replies_policy: RepliesPolicy | None = None
    exclusive: bool | None = None

    def applied(self, edited: UserList) -> UserList:
        """Return the list as it is then."""
        return replace(
            edited,
            title=edited.title if self.title is None else self.title,
            replies_policy=edited.replies_policy if self.replies_policy is None else self.replies_policy,
            exclusive=edited.exclusive if self.exclusive is None else self.exclusive,
        )
