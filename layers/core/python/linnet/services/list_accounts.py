"""Lists of accounts: followers, followees, follow requests, blocks and mutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.graph import Follow, Relationship
from linnet.domain.paging import PageRange
from linnet.domain.users import User, Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import FollowIndex, Graph
from linnet.ports.identity import Users
from linnet.ports.timelines import Invalidations
from linnet.services.at_once import both
from linnet.services.fill_accounts import AccountPage, Listed, Read, fill_accounts

COUNTED_REQUESTS: Final = 40


class Direction(Enum):
    """Say which side of an account's follows is asked for."""

    FOLLOWERS = auto()
    FOLLOWING = auto()


@dataclass(frozen=True, slots=True)
class ListAccounts:
    """Two trips: ids beside the viewer's exclusions and the invalidation log, then profiles.

    The log is read before any cached profile is used, so that nobody suspended before the request is shown by it.
    """

    graph: Graph
    follows: FollowIndex
    users: Users
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def of_account(self, viewer: Viewer | None, owner_id: int, direction: Direction, page: PageRange) -> AccountPage:
        """Return followers or followees, newest first; nobody where the account hides them from others.

        Raise a DomainError: not found where the profile may not be seen, forbidden where it is protected.
        """
        listed = self.follows.followers if direction is Direction.FOLLOWERS else self.follows.following

        def read(part: PageRange) -> Sequence[Follow]:
            return listed(owner_id, part)

        me = None if viewer is None else viewer.user_id
        first, (exclusions, pairs) = self._first_trip(
            lambda: read(page.one_more()), me, [] if me in (None, owner_id) else [owner_id]
        )
        sight = Sight(viewer_id=me, now_ms=self.clock.now_ms(), reading=Reading.PROFILE, exclusions=exclusions)
        known = dict(self.users.get_many({owner_id, *(follow.user_id for follow in first)}))
        owner = known.get(owner_id)
        if owner is None or not sight.may_visit(owner):
            raise not_found("user")
        pair = pairs.get(owner_id)
        if owner.protected and me != owner_id and not (pair is not None and pair.following):
            raise DomainError(Code.FORBIDDEN, "only followers see whom a protected account follows and who follows it")
        if owner.hide_collections and me != owner_id:
            return AccountPage((), None)
        return self._filled(page, read, first, known, sight.may_meet)

    def requests(self, viewer: Viewer, page: PageRange) -> AccountPage:
        """Return who asked to follow the viewer, newest first."""

        def read(part: PageRange) -> Sequence[Follow]:
            return self.follows.requests(viewer.user_id, part)

        first, (exclusions, _) = self._first_trip(lambda: read(page.one_more()), viewer.user_id, [])
        sight = Sight(
            viewer_id=viewer.user_id, now_ms=self.clock.now_ms(), reading=Reading.PROFILE, exclusions=exclusions
        )
        return self._filled(page, read, first, {}, sight.may_meet)

    def count_requests(self, viewer: Viewer) -> int:
        """Return how many ask to follow the viewer, as far as a page counts: apps show it as a badge."""
        return len(self.follows.requests(viewer.user_id, PageRange(COUNTED_REQUESTS)))

    def blocks(self, viewer: Viewer, page: PageRange) -> AccountPage:
        """Return whom the viewer blocks, newest account first."""
        return self._own(lambda part: self.graph.blocks(viewer.user_id, part), page)

    def mutes(self, viewer: Viewer, page: PageRange) -> AccountPage:
        """Return whom the viewer mutes now, newest account first."""
        return self._own(lambda part: [pair.target_id for pair in self.graph.mutes(viewer.user_id, part)], page)

    def _own(self, ids: Callable[[PageRange], Sequence[int]], page: PageRange) -> AccountPage:
        def read(part: PageRange) -> Sequence[Follow]:
            return [Follow(user_id, user_id) for user_id in ids(part)]

        first, _ = self._first_trip(lambda: read(page.one_more()), None, [])
        # The viewer's own blocks and mutes hide nobody from these lists: here they are lifted.
        return self._filled(page, read, first, {}, lambda user: user.active)

    def _first_trip(
        self, read: Callable[[], Sequence[Listed]], me: int | None, pair_with: Sequence[int]
    ) -> tuple[Sequence[Listed], tuple[Mapping[int, Relationship], Mapping[int, Relationship]]]:
        exclusions: dict[int, Relationship] = {}
        pairs: dict[int, Relationship] = {}
        calls: list[Callable[[], None]] = [lambda: self._poll()]
        if me is not None:
            calls.append(lambda: exclusions.update(self.graph.exclusions(me)))
            if pair_with:
                calls.append(lambda: pairs.update(self.graph.get_many(me, pair_with)))
        first, _ = both(self.parallel, read, lambda: self.parallel.run(calls))
        return first, (exclusions, pairs)

    def _poll(self) -> None:
        self.invalidations.poll()

    def _filled(
        self,
        page: PageRange,
        read: Read,
        first: Sequence[Listed],
        known: dict[int, User],
        keep: Callable[[User], bool],
    ) -> AccountPage:
        def kept(users: Sequence[User]) -> list[User]:
            return [user for user in users if keep(user)]

        return fill_accounts(self.users, page, read, first, kept, known)
