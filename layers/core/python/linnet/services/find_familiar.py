"""Tell whom the reader follows of those who follow an account."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.graph import Relationship
from linnet.domain.paging import PageRange
from linnet.domain.users import User, Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import FollowIndex, Graph
from linnet.ports.identity import Users
from linnet.ports.timelines import Invalidations
from linnet.services.at_once import both

# Of an account with so few followers all are read.
FEW_FOLLOWERS: Final = 200
# Whom the reader followed last: looked for among few followers, and asked one by one about accounts with many.
FOLLOWEES: Final = 1_000
ASKED: Final = 100
MAX_FAMILIAR: Final = 40


@dataclass(frozen=True, slots=True)
class Familiar:
    """Whom the reader follows of those who follow `user_id`, whom they followed last first."""

    user_id: int
    accounts: Sequence[User]


@dataclass(frozen=True, slots=True)
class FindFamiliar:
    """Two trips and one for each account with many followers; what is read is bounded, so some may be missing.

    Nobody learns in this way who follows an account that hides it: protected ones show it to followers only.
    """

    graph: Graph
    follows: FollowIndex
    users: Users
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer, user_ids: Sequence[int]) -> Sequence[Familiar]:
        """Return an answer for each of the accounts that there is for this reader, in the order asked for."""
        me, wanted = viewer.user_id, list(dict.fromkeys(user_ids))
        (followed, exclusions), (pairs, _) = both(
            self.parallel,
            lambda: both(
                self.parallel,
                lambda: self.follows.following(me, PageRange(FOLLOWEES)),
                lambda: self.graph.exclusions(me),
            ),
            lambda: both(self.parallel, lambda: self.graph.get_many(me, wanted), self.invalidations.poll),
        )
        sight = Sight(viewer_id=me, now_ms=self.clock.now_ms(), reading=Reading.PROFILE, exclusions=exclusions)
        known = self.users.get_many(wanted)
        asked = [known[each] for each in wanted if each in known and sight.may_visit(known[each])]
        order = {each.user_id: place for place, each in enumerate(followed)}
        common = {user.id: self._common(user, order) if _tells(user, me, pairs.get(user.id)) else () for user in asked}
        profiles = self.users.get_many({each for ids in common.values() for each in ids})
        return [Familiar(user.id, self._met(common[user.id], profiles, sight)) for user in asked]

    def _common(self, user: User, order: Mapping[int, int]) -> Sequence[int]:
        """Return whom the reader follows and who follows an account; `order` holds followees, newest first."""
        if user.counts.followers <= FEW_FOLLOWERS:
            followers = self.follows.followers(user.id, PageRange(FEW_FOLLOWERS))
            found = {each.user_id for each in followers} & order.keys()
        else:
            newest = list(order)[:ASKED]
            found = {each for each, pair in self.graph.reverse(user.id, newest).items() if pair.following}
        return sorted(found, key=lambda each: order[each])[:MAX_FAMILIAR]

    def _met(self, ids: Sequence[int], profiles: Mapping[int, User], sight: Sight) -> Sequence[User]:
        return [profiles[each] for each in ids if each in profiles and sight.may_meet(profiles[each])]


def _tells(user: User, me: int, pair: Relationship | None) -> bool:
    if user.id == me or user.hide_collections:
        return False
    return not user.protected or (pair is not None and pair.following)
