"""Erase whom an account follows, blocks and mutes, and who follows or blocks it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.graph import Follow, Relationship
from linnet.domain.paging import PageRange
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import FollowIndex, Graph

A_PIECE: Final = 25
PAIRS: Final = "pairs"
FOLLOWERS: Final = "followers"
REQUESTS: Final = "requests"


@dataclass(frozen=True, slots=True)
class EraseRelationships:
    """Implement the port `Eraser`: end every edge as its owner would have ended it.

    So lists, homes, totals and the caps of others follow from the stream. The pairs say nothing then, and go by
    themselves within days (TTL). A mute of this account, or a note about it, is somebody else's and stays with them.
    """

    graph: Graph
    follows: FollowIndex
    parallel: Parallel
    clock: Clock
    name: str = "relationships"

    def erase(self, user_id: int, position: str | None) -> str | None:
        phase, _, text = (position or f"{PAIRS}:").partition(":")
        place = int(text) if text else None
        if phase == PAIRS:
            pairs = self.graph.all_of(user_id, place or 0, A_PIECE)
            self.parallel.run([self._end(pair) for pair in pairs])
            return f"{PAIRS}:{pairs[-1].target_id}" if len(pairs) == A_PIECE else f"{FOLLOWERS}:"
        if phase == FOLLOWERS:
            followers = self.follows.followers(user_id, PageRange(A_PIECE, before=place))
            self.parallel.run([self._lose(each.user_id, user_id) for each in followers])
            return _next(FOLLOWERS, followers) or f"{REQUESTS}:"
        requests = self.follows.requests(user_id, PageRange(A_PIECE, before=place))
        self.parallel.run([self._refuse(user_id, each.user_id) for each in requests])
        following = _next(REQUESTS, requests)
        if following is None:
            self.graph.forget(user_id)
        return following

    def _end(self, pair: Relationship) -> Callable[[], None]:
        def end() -> None:
            if pair.following or pair.requested:
                self.graph.unfollow(pair.user_id, pair.target_id, self.clock.now_ms())
            if pair.muted_until_ms is not None:
                self.graph.unmute(pair.user_id, pair.target_id)
            if pair.note:
                self.graph.annotate(pair.user_id, pair.target_id, "")
            if pair.blocking:
                self.graph.unblock(pair.user_id, pair.target_id)
            if pair.blocked_by:
                self.graph.unblock(pair.target_id, pair.user_id)

        return end

    def _lose(self, follower_id: int, user_id: int) -> Callable[[], object]:
        return lambda: self.graph.unfollow(follower_id, user_id, self.clock.now_ms())

    def _refuse(self, user_id: int, requester_id: int) -> Callable[[], object]:
        return lambda: self.graph.reject(user_id, requester_id)


def _next(phase: str, page: Sequence[Follow]) -> str | None:
    return f"{phase}:{page[-1].id}" if len(page) == A_PIECE else None
