"""Tell how the viewer and other accounts stand to each other."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from linnet.domain.graph import Relationship
from linnet.domain.users import Viewer
from linnet.ports.environment import Parallel
from linnet.ports.graph import Graph
from linnet.ports.identity import Users
from linnet.services.at_once import both


@dataclass(frozen=True, slots=True)
class BothWays:
    """What the viewer decided about another account, and the reverse where that has said anything."""

    own: Relationship
    reverse: Relationship | None


@dataclass(frozen=True, slots=True)
class ReadRelationships:
    """One trip, whatever the number of accounts."""

    graph: Graph
    users: Users
    parallel: Parallel

    def run(self, viewer: Viewer, user_ids: Collection[int]) -> Sequence[BothWays]:
        """Return the relationships with those of the accounts that exist, in the order asked for, each once."""
        me, wanted = viewer.user_id, list(dict.fromkeys(user_ids))
        known, (own, reverse) = both(
            self.parallel,
            lambda: self.users.get_many(wanted),
            lambda: both(
                self.parallel, lambda: self.graph.get_many(me, wanted), lambda: self.graph.reverse(me, wanted)
            ),
        )
        return [
            BothWays(own.get(user_id) or Relationship(me, user_id), reverse.get(user_id))
            for user_id in wanted
            if user_id in known
        ]

    def one(self, viewer: Viewer, user_id: int) -> BothWays:
        """Return the relationship with one account, whether or not it exists."""
        me = viewer.user_id
        own, reverse = both(
            self.parallel,
            lambda: self.graph.get_many(me, [user_id]).get(user_id),
            lambda: self.graph.get_many(user_id, [me]).get(me),
        )
        return BothWays(own or Relationship(me, user_id), reverse)
