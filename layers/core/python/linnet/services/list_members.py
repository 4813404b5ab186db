"""Add accounts to lists, take them out, and say who is in which."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, invalid, not_found
from linnet.domain.graph import Follow, Relationship
from linnet.domain.lists import MAX_LIST_MEMBERS, MAX_NEW_MEMBERS, UserList
from linnet.domain.paging import PageRange
from linnet.domain.users import User, Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import Graph
from linnet.ports.identity import Users
from linnet.ports.lists import Lists, MembersCapReached, NotFollowed
from linnet.ports.timelines import Invalidations
from linnet.services.at_once import both
from linnet.services.fill_accounts import AccountPage, fill_accounts


@dataclass(frozen=True, slots=True)
class ListMembers:
    """Only who is followed can be a member: a follow that ends, whoever ends it, ends the membership with it.

    The pairs are asked, and not the lists alone, which follow them a moment later.
    """

    lists: Lists
    graph: Graph
    users: Users
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def add(self, viewer: Viewer, list_id: int, user_ids: Collection[int]) -> None:
        """Let accounts join, all or none; members stay so.

        Raise a DomainError: not found, invalid for who is not followed, or limit reached.
        """
        _check_number(user_ids)
        try:
            added = self.lists.add(viewer.user_id, list_id, user_ids, MAX_LIST_MEMBERS)
        except NotFollowed as refused:
            raise DomainError(
                Code.INVALID,
                "must be accounts that you follow",
                field="userIds",
                details={"userIds": [str(each) for each in refused.user_ids]},
            ) from refused
        except MembersCapReached as reached:
            raise DomainError(
                Code.LIMIT_REACHED,
                f"a list has at most {MAX_LIST_MEMBERS} members",
                details={"members": MAX_LIST_MEMBERS},
            ) from reached
        if not added:
            raise not_found("list")

    def remove(self, viewer: Viewer, list_id: int, user_ids: Collection[int]) -> None:
        """Let accounts leave; who is no member does not matter. Raise a DomainError: not found."""
        _check_number(user_ids)
        if not self.lists.remove(viewer.user_id, list_id, user_ids):
            raise not_found("list")

    def page(self, viewer: Viewer, list_id: int, page: PageRange) -> AccountPage:
        """Return members, newest account first. Raise a DomainError: not found."""
        me = viewer.user_id
        found, (exclusions, _) = both(
            self.parallel,
            lambda: self.lists.get(me, list_id),
            lambda: both(self.parallel, lambda: self.graph.exclusions(me), self.invalidations.poll),
        )
        if found is None:
            raise not_found("list")
        sight = Sight(viewer_id=me, now_ms=self.clock.now_ms(), reading=Reading.PROFILE, exclusions=exclusions)

        def read(part: PageRange) -> Sequence[Follow]:
            return part.of(Follow(each, each) for each in found.members)

        def kept(users: Sequence[User]) -> list[User]:
            pairs = self.graph.get_many(me, [user.id for user in users])
            return [user for user in users if sight.may_meet(user) and _names(pairs.get(user.id), list_id)]

        return fill_accounts(self.users, page, read, read(page.one_more()), kept)

    def holding(self, viewer: Viewer, user_id: int) -> Sequence[UserList]:
        """Return which of the viewer's lists hold an account. Raise a DomainError: not found."""
        me = viewer.user_id
        (pair, kept), _ = both(
            self.parallel,
            lambda: both(
                self.parallel,
                lambda: self.graph.get_many(me, [user_id]).get(user_id) or Relationship(me, user_id),
                lambda: self.lists.all_of(me),
            ),
            self.invalidations.poll,
        )
        user = self.users.get_many([user_id]).get(user_id)
        sight = Sight(viewer_id=me, now_ms=self.clock.now_ms(), reading=Reading.PROFILE, exclusions={user_id: pair})
        if user is None or not sight.may_visit(user):
            raise not_found("user")
        return [each for each in kept if each.id in pair.lists]


def _names(pair: Relationship | None, list_id: int) -> bool:
    return pair is not None and list_id in pair.lists


def _check_number(user_ids: Collection[int]) -> None:
    if len(user_ids) > MAX_NEW_MEMBERS:
        raise invalid("userIds", f"must be at most {MAX_NEW_MEMBERS} accounts")
