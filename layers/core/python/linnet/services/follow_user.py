"""Follow, ask to follow, unfollow."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from linnet.domain.errors import Code, DomainError, invalid
from linnet.domain.graph import FollowOptions, Relationship
from linnet.domain.users import User, Viewer
from linnet.ports.environment import Clock, IdSource, Parallel
from linnet.ports.graph import AlreadyFollowing, FollowingCapReached, FollowRefused, Graph
from linnet.ports.identity import Users
from linnet.services.at_once import both
from linnet.services.find_account import active_account
from linnet.services.read_relationships import BothWays


class Outcome(Enum):
    """Say what became of the wish to follow."""

    FOLLOWED = auto()
    REQUESTED = auto()
    UPDATED = auto()
    ALREADY = auto()


@dataclass(frozen=True, slots=True)
class FollowUser:
    """One write, beside which the other direction is read for the answer.

    Whether the account is protected comes from the profile cache: for as long as a container may hold a profile, who
    turned protected can still be followed through it without a request, and can remove the follower.
    """

    graph: Graph
    users: Users
    parallel: Parallel
    ids: IdSource
    cap: int

    def run(self, viewer: Viewer, target_id: int, options: FollowOptions) -> tuple[Outcome, BothWays]:
        """Follow or ask to; for a standing follow, choose the options. What stands as it is wished is ALREADY so.

        Raise a DomainError: invalid, not found, blocked or limit reached.
        """
        if target_id == viewer.user_id:
            raise invalid("id", "is your own account")
        target = active_account(self.users, target_id)
        reverse, (outcome, own) = both(
            self.parallel,
            lambda: self.graph.get_many(target_id, [viewer.user_id]).get(viewer.user_id),
            lambda: self._follow(viewer, target, options),
        )
        return outcome, BothWays(own, reverse)

    def _follow(self, viewer: Viewer, target: User, options: FollowOptions) -> tuple[Outcome, Relationship]:
        try:
            if target.protected:
                return Outcome.REQUESTED, self.graph.request(viewer.user_id, target.id, self.ids.next_id())
            own = self.graph.follow(viewer.user_id, target.id, self.ids.next_id(), self.cap)
        except AlreadyFollowing as standing:
            return self._update(standing.relationship, options)
        except FollowRefused as refused:
            raise DomainError(Code.BLOCKED, "a block stands between you and this account") from refused
        except FollowingCapReached as reached:
            raise cap_reached(self.cap) from reached
        # A new follow shows retweets and has no bell.
        if options.show_retweets is False or options.notifying:
            own = self.graph.set_follow_options(viewer.user_id, target.id, options) or own
        return Outcome.FOLLOWED, own

    def _update(self, standing: Relationship, options: FollowOptions) -> tuple[Outcome, Relationship]:
        if standing.following and options != FollowOptions():
            updated = self.graph.set_follow_options(standing.user_id, standing.target_id, options)
            if updated is not None:
                return Outcome.UPDATED, updated
        return Outcome.ALREADY, standing


@dataclass(frozen=True, slots=True)
class UnfollowUser:
    """End a follow or withdraw a request; without either, nothing happens."""

    graph: Graph
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer, target_id: int) -> BothWays:
        """Return how the two stand then; the account may be suspended or gone."""
        me = viewer.user_id
        ended, reverse = both(
            self.parallel,
            lambda: self.graph.unfollow(me, target_id, self.clock.now_ms()),
            lambda: self.graph.get_many(target_id, [me]).get(me),
        )
        standing = ended or self.graph.get_many(me, [target_id]).get(target_id)
        return BothWays(standing or Relationship(me, target_id), reverse)


def cap_reached(cap: int) -> DomainError:
    """Refuse to follow more accounts than one may."""
    return DomainError(Code.LIMIT_REACHED, f"an account follows at most {cap} others", details={"following": cap})
