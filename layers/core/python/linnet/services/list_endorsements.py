"""List whom an account shows on its profile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.graph import Follow, Relationship
from linnet.domain.paging import PageRange
from linnet.domain.users import User, Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import Endorsements, Graph
from linnet.ports.identity import Users
from linnet.ports.timelines import Invalidations
from linnet.services.at_once import both
from linnet.services.fill_accounts import AccountPage, fill_accounts


@dataclass(frozen=True, slots=True)
class ListEndorsements:
    """Two trips, as for lists of follows, and one for the pairs, which say whether they still are followed."""

    endorsements: Endorsements
    graph: Graph
    users: Users
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def page(self, viewer: Viewer | None, owner_id: int, page: PageRange) -> AccountPage:
        """Return accounts, newest first.

        Raise a DomainError: not found where the profile may not be seen, forbidden where it is protected.
        """
        me = None if viewer is None else viewer.user_id
        shown, (hidden, _) = both(
            self.parallel,
            lambda: self.endorsements.of(owner_id),
            lambda: both(self.parallel, lambda: self._exclusions(me), self.invalidations.poll),
        )
        sight = Sight(viewer_id=me, now_ms=self.clock.now_ms(), reading=Reading.PROFILE, exclusions=hidden)

        def read(part: PageRange) -> Sequence[Follow]:
            return part.of(Follow(each, each) for each in shown)

        first = read(page.one_more())
        known = dict(self.users.get_many({owner_id, *(each.user_id for each in first)}))
        owner = known.get(owner_id)
        if owner is None or not sight.may_visit(owner):
            raise not_found("user")
        if owner.protected and not self._is_close(me, owner_id):
            raise DomainError(Code.FORBIDDEN, "only followers see whom a protected account shows on its profile")

        def kept(users: Sequence[User]) -> list[User]:
            pairs = self.graph.get_many(owner_id, [user.id for user in users])
            return [user for user in users if sight.may_meet(user) and _endorsed(pairs.get(user.id))]

        return fill_accounts(self.users, page, read, first, kept, known)

    def _exclusions(self, me: int | None) -> Mapping[int, Relationship]:
        return {} if me is None else self.graph.exclusions(me)

    def _is_close(self, me: int | None, owner_id: int) -> bool:
        """Tell whether the reader is the owner, or follows the account."""
        if me is None or me == owner_id:
            return me == owner_id
        pair = self.graph.get_many(me, [owner_id]).get(owner_id)
        return pair is not None and pair.following


def _endorsed(pair: Relationship | None) -> bool:
    return pair is not None and pair.endorsed
