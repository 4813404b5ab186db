"""Decide who follows a protected account, before and after."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import not_found
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, IdSource
from linnet.ports.graph import FollowingCapReached, Graph
from linnet.services.follow_user import cap_reached


@dataclass(frozen=True, slots=True)
class AnswerFollowRequest:
    """Requests stay when the account turns public: nobody follows it by an answer that was never given."""

    graph: Graph
    ids: IdSource
    cap: int

    def accept(self, viewer: Viewer, requester_id: int) -> None:
        """Let the requester follow. Raise a DomainError: not found, or limit reached at the requester's side."""
        try:
            accepted = self.graph.accept(viewer.user_id, requester_id, self.ids.next_id(), self.cap)
        except FollowingCapReached as reached:
            raise cap_reached(self.cap) from reached
        if not accepted:
            raise not_found("follow request")

    def reject(self, viewer: Viewer, requester_id: int) -> None:
        """Drop the request. Raise a DomainError (not found)."""
        if not self.graph.reject(viewer.user_id, requester_id):
            raise not_found("follow request")


@dataclass(frozen=True, slots=True)
class RemoveFollower:
    """End somebody's follow without a block; a request of theirs is dropped with it."""

    graph: Graph
    clock: Clock

    def run(self, viewer: Viewer, follower_id: int) -> None:
        """Remove a follower. Raise a DomainError (not found)."""
        if self.graph.unfollow(follower_id, viewer.user_id, self.clock.now_ms()) is None:
            raise not_found("follower")
