"""The social graph in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from linnet.domain import pair_changes
from linnet.domain.exclusions import Exclusions
from linnet.domain.filters import Filters
from linnet.domain.graph import Follow, Follower, FollowOptions, Relationship
from linnet.domain.ids import MAX_ID
from linnet.domain.index_ranges import EVERY_SHARD, IndexedAccount, IndexRange
from linnet.domain.lists import UserList
from linnet.domain.paging import PageRange
from linnet.ports.environment import Clock
from linnet.ports.graph import (
    MAX_DISMISSED,
    MAX_MUTED_THREADS,
    AlreadyFollowing,
    EndorsedCapReached,
    FollowingCapReached,
    FollowRefused,
    NotFollowing,
)
from tests.fakes.filters import FakeFilters


class FakeGraph:
    """Keep pairs; `changes` lists each write as its stream record would: before and after."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        self.pairs: dict[tuple[int, int], Relationship] = {}
        self.changes: list[tuple[Relationship | None, Relationship]] = []
        # By owner; `FakeEndorsements` keeps them here.
        self.endorsed: dict[int, set[int]] = {}
        self.filters = FakeFilters()
        self.muted_threads = FakeMutedThreads()
        # By owner and id; `FakeLists` keeps them here, as exclusions name members of exclusive ones.
        self.lists: dict[tuple[int, int], UserList] = {}

    def exclusions(self, viewer_id: int) -> Exclusions:
        now_ms = self._clock.now_ms()

        def hides(pair: Relationship) -> bool:
            return pair.hides and (pair.muted(now_ms) or (pair_changes.unmute(pair) or pair).hides)

        found = {pair.target_id: pair for pair in self._of(viewer_id) if hides(pair)}
        for owned in list(self.lists.values()):
            if owned.exclusive and owned.owner_id == viewer_id:
                for each in owned.members:
                    found[each] = replace(found.get(each) or Relationship(viewer_id, each), exclusive=True)
        return Exclusions(found, self.filters.read(viewer_id), self.muted_threads.of(viewer_id))

    def get_many(self, user_id: int, target_ids: Collection[int]) -> Mapping[int, Relationship]:
        return {each: self.pairs[user_id, each] for each in target_ids if (user_id, each) in self.pairs}

    def reverse(self, target_id: int, user_ids: Collection[int]) -> Mapping[int, Relationship]:
        return {each: self.pairs[each, target_id] for each in user_ids if (each, target_id) in self.pairs}

    def filters_of(self, user_ids: Collection[int]) -> Mapping[int, Filters]:
        found = {each: self.filters.read(each) for each in user_ids}
        return {each: filters for each, filters in found.items() if filters.items}

    def followers_among(self, target_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        return frozenset(each for each, pair in self.reverse(target_id, user_ids).items() if pair.following)

    def follow(self, user_id: int, target_id: int, follow_id: int, cap: int) -> Relationship:
        with self._lock:
            pair = self._open(user_id, target_id)
            self._check_cap(user_id, cap)
            return self._put(pair_changes.follow(pair, follow_id))

    def request(self, user_id: int, target_id: int, request_id: int) -> Relationship:
        with self._lock:
            return self._put(pair_changes.request(self._open(user_id, target_id), request_id))

    def accept(self, target_id: int, requester_id: int, follow_id: int, cap: int) -> bool:
        with self._lock:
            accepted = pair_changes.accept(self._pair(requester_id, target_id), follow_id)
            if accepted is None:
                return False
            self._check_cap(requester_id, cap)
            self._put(accepted)
            return True

    def reject(self, target_id: int, requester_id: int) -> bool:
        return self._apply(pair_changes.reject(self._pair(requester_id, target_id))) is not None

    def unfollow(self, user_id: int, target_id: int, now_ms: int) -> Relationship | None:
        return self._apply(pair_changes.unfollow(self._pair(user_id, target_id), now_ms))

    def set_follow_options(self, user_id: int, target_id: int, options: FollowOptions) -> Relationship | None:
        pair = self._pair(user_id, target_id)
        changed = self._apply(pair_changes.choose(pair, options))
        return changed or (pair if pair.following else None)

    def block(self, user_id: int, target_id: int, now_ms: int) -> bool:
        with self._lock:
            if self._apply(pair_changes.block(self._pair(user_id, target_id), now_ms)) is None:
                return False
            self._put(pair_changes.be_blocked(self._pair(target_id, user_id), now_ms))
            return True

    def unblock(self, user_id: int, target_id: int) -> bool:
        with self._lock:
            if self._apply(pair_changes.unblock(self._pair(user_id, target_id))) is None:
                return False
            self._put(pair_changes.be_unblocked(self._pair(target_id, user_id)))
            return True

    def mute(self, user_id: int, target_id: int, until_ms: int, *, notifications: bool = True) -> bool:
        muted = pair_changes.mute(self._pair(user_id, target_id), until_ms, notifications=notifications)
        return self._apply(muted) is not None

    def unmute(self, user_id: int, target_id: int) -> bool:
        return self._apply(pair_changes.unmute(self._pair(user_id, target_id))) is not None

    def annotate(self, user_id: int, target_id: int, note: str) -> bool:
        return self._apply(pair_changes.annotate(self._pair(user_id, target_id), note)) is not None

    def clear_unfollowed(self, user_id: int, target_id: int, unfollowed_ms: int) -> None:
        self._apply(pair_changes.forget_unfollow(self._pair(user_id, target_id), unfollowed_ms))

    def blocks(self, user_id: int, page: PageRange) -> Sequence[int]:
        blocked = (Follow(pair.target_id, pair.target_id) for pair in self._of(user_id) if pair.blocking)
        return [each.user_id for each in page.of(blocked)]

    def mutes(self, user_id: int, page: PageRange) -> Sequence[Relationship]:
        now_ms = self._clock.now_ms()
        muted = {pair.target_id: pair for pair in self._of(user_id) if pair.muted(now_ms)}
        return [muted[each.id] for each in page.of(Follow(target_id, target_id) for target_id in muted)]

    def all_of(self, user_id: int, after: int, limit: int) -> Sequence[Relationship]:
        later = [pair for pair in self._of(user_id) if pair.target_id > after]
        return sorted(later, key=lambda pair: pair.target_id)[:limit]

    def forget(self, user_id: int) -> None:
        self.endorsed.pop(user_id, None)
        self.filters.forget(user_id)
        self.muted_threads.forget(user_id)

    def change(self, changed: Relationship | None) -> None:
        """Store what a list makes of a pair."""
        self._apply(changed)

    def pair(self, user_id: int, target_id: int) -> Relationship:
        """Return a pair, a blank one where there is none."""
        return self._pair(user_id, target_id)

    def _of(self, user_id: int) -> list[Relationship]:
        return [pair for (owner, _), pair in list(self.pairs.items()) if owner == user_id]

    def _pair(self, user_id: int, target_id: int) -> Relationship:
        return self.pairs.get((user_id, target_id)) or Relationship(user_id, target_id)

    def _open(self, user_id: int, target_id: int) -> Relationship:
        pair = self._pair(user_id, target_id)
        if pair.following or pair.requested:
            raise AlreadyFollowing(pair)
        if pair.separated:
            raise FollowRefused
        return pair

    def _check_cap(self, user_id: int, cap: int) -> None:
        if sum(pair.following for pair in self._of(user_id)) >= cap:
            raise FollowingCapReached

    def _apply(self, changed: Relationship | None) -> Relationship | None:
        return None if changed is None else self._put(changed)

    def _put(self, pair: Relationship) -> Relationship:
        key = (pair.user_id, pair.target_id)
        self.changes.append((self.pairs.get(key), pair))
        self.pairs[key] = pair
        return pair


class FakeMutedThreads:
    """Keep which conversations accounts muted."""

    def __init__(self) -> None:
        self._muted: dict[int, set[int]] = {}

    def of(self, user_id: int) -> frozenset[int]:
        return frozenset(self._muted.get(user_id, ()))

    def add(self, user_id: int, conversation_id: int) -> None:
        muted = self._muted.setdefault(user_id, set())
        muted.add(conversation_id)
        if len(muted) > MAX_MUTED_THREADS:
            muted.remove(min(muted))

    def remove(self, user_id: int, conversation_id: int) -> None:
        self._muted.get(user_id, set()).discard(conversation_id)

    def forget(self, user_id: int) -> None:
        """Do what the graph does when an account is erased."""
        self._muted.pop(user_id, None)


class FakeDismissedSuggestions:
    """Keep whom accounts dismissed."""

    def __init__(self) -> None:
        self._dismissed: dict[int, set[int]] = {}

    def of(self, user_id: int) -> frozenset[int]:
        return frozenset(self._dismissed.get(user_id, ()))

    def add(self, user_id: int, dismissed_id: int) -> None:
        kept = self._dismissed.setdefault(user_id, set())
        if dismissed_id not in kept and len(kept) >= MAX_DISMISSED:
            kept.clear()
        kept.add(dismissed_id)


class FakeEndorsements:
    """Keep whom accounts show, in the pairs of a graph and beside them."""

    def __init__(self, graph: FakeGraph) -> None:
        self._graph = graph

    def of(self, owner_id: int) -> frozenset[int]:
        return frozenset(self._graph.endorsed.get(owner_id, ()))

    def add(self, owner_id: int, user_id: int, cap: int) -> None:
        pair = self._graph.pair(owner_id, user_id)
        if not pair.following:
            raise NotFollowing
        shown = self._graph.endorsed.setdefault(owner_id, set())
        if not pair.endorsed and user_id not in shown and len(shown) >= cap:
            raise EndorsedCapReached
        self._graph.change(pair_changes.endorse(pair))
        shown.add(user_id)

    def remove(self, owner_id: int, user_id: int) -> None:
        self._graph.change(pair_changes.unendorse(self._graph.pair(owner_id, user_id)))
        self._graph.endorsed.get(owner_id, set()).discard(user_id)

    def settle(self, owner_id: int, user_id: int) -> None:
        if not self._graph.pair(owner_id, user_id).endorsed:
            self._graph.endorsed.get(owner_id, set()).discard(user_id)


class FakeFollowIndex:
    """Keep lists of rows by place; a row that ended keeps the version that ended it."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int], dict[int, tuple[int, int, bool]]] = {}
        # By followee and follow: the lists of the follower that hold the followee.
        self.lists: dict[tuple[int, int], frozenset[int]] = {}

    def followers(self, user_id: int, page: PageRange) -> Sequence[Follow]:
        return self._page("followers", user_id, page)

    def following(self, user_id: int, page: PageRange) -> Sequence[Follow]:
        return self._page("following", user_id, page)

    def requests(self, user_id: int, page: PageRange) -> Sequence[Follow]:
        return self._page("requests", user_id, page)

    def apply(self, before: Relationship | None, after: Relationship | None) -> None:
        pair = after or before
        if pair is None:
            return
        old, new = self._places(before), self._places(after)
        held = frozenset() if before is None else before.lists
        if pair.follow_id is not None and pair.lists != held:
            rows = self.rows.setdefault(("followers", pair.target_id), {})
            if pair.follow_id not in rows or rows[pair.follow_id][1] < pair.version:
                rows[pair.follow_id] = (pair.user_id, pair.version, True)
                self.lists[pair.target_id, pair.follow_id] = pair.lists
        for places, stands in ((new - old, True), (old - new, False)):
            for name, owner, other, identifier in places:
                rows = self.rows.setdefault((name, owner), {})
                if identifier not in rows or rows[identifier][1] < pair.version:
                    rows[identifier] = (other, pair.version, stands)

    def split(self, author_id: int, size: int) -> Sequence[IndexRange]:
        ids = sorted(follow.id for follow in self._page("followers", author_id, PageRange(MAX_ID)))
        if len(ids) <= size:
            return [IndexRange(EVERY_SHARD, 0, MAX_ID)] if ids else []
        cuts = [0, *ids[size - 1 : -1 : size], MAX_ID]
        return [IndexRange(0, after, upto) for after, upto in pairwise(cuts)]

    def in_range(self, author_id: int, part: IndexRange) -> Sequence[Follower]:
        found = self._page("followers", author_id, PageRange(MAX_ID))
        return [
            Follower(follow.user_id, self.lists.get((author_id, follow.id), frozenset()))
            for follow in found
            if part.after < follow.id <= part.upto
        ]

    def _page(self, name: str, owner: int, page: PageRange) -> list[Follow]:
        rows = self.rows.get((name, owner), {})
        return page.of(Follow(each, other) for each, (other, _, stands) in rows.items() if stands)

    @staticmethod
    def _places(pair: Relationship | None) -> set[tuple[str, int, int, int]]:
        places: set[tuple[str, int, int, int]] = set()
        if pair is not None and pair.follow_id is not None:
            places.add(("followers", pair.target_id, pair.user_id, pair.follow_id))
            places.add(("following", pair.user_id, pair.target_id, pair.follow_id))
        if pair is not None and pair.follow_id is not None and pair.notifying:
            places.add(("bells", pair.target_id, pair.user_id, pair.follow_id))
        if pair is not None and pair.requested_id is not None:
            places.add(("requests", pair.target_id, pair.user_id, pair.requested_id))
        return places


class FakeBells:
    """Who asked to be told of an account's tweets, in one shard; `reads` counts what was asked of it."""

    def __init__(self, follows: FakeFollowIndex) -> None:
        self._follows = follows
        self.reads = 0

    def rung(self, author_id: int) -> bool:
        return bool(self._follows.rows.get(("bells", author_id)))

    def read(self, object_id: int, part: IndexRange, limit: int) -> Sequence[IndexedAccount]:
        self.reads += 1
        rows = self._follows.rows.get(("bells", object_id), {})
        asking = [IndexedAccount(0, follow_id, other) for follow_id, (other, _, stands) in rows.items() if stands]
        within = (row for row in asking if part.after < row.id <= part.upto)
        return sorted(within, key=lambda row: row.id)[:limit]


class FakeCelebrities:
    """Keep orders; `orders` lists each one that changed something."""

    def __init__(self) -> None:
        self.orders: list[tuple[int, bool]] = []

    def order(self, author_id: int, pulled: bool) -> None:
        if not self._known(author_id) or self.ordered(author_id) is not pulled:
            self.orders.append((author_id, pulled))

    def ordered(self, author_id: int) -> bool:
        return next((pulled for author, pulled in reversed(self.orders) if author == author_id), False)

    def _known(self, author_id: int) -> bool:
        return any(author == author_id for author, _ in self.orders)
