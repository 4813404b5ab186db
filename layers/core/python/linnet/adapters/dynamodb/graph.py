"""Pairs: the truth about who follows, blocks and mutes whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from operator import eq
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.graph_rows import SCHEMA, GraphRow, filters_of, pair_actions, relationship_of, whole_set
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.adapters.dynamodb.transactions import ConditionsFailed
from linnet.domain import pair_changes
from linnet.domain.exclusions import Exclusions
from linnet.domain.filters import NO_FILTERS, Filters
from linnet.domain.graph import FollowOptions, Relationship
from linnet.domain.ids import MAX_ID
from linnet.domain.paging import PageRange
from linnet.ports.graph import AlreadyFollowing, FollowingCapReached, FollowRefused
from linnet.ports.identity import VersionConflict

_BESIDE_PAIRS: Final = (
    keys.LIMITS,
    keys.CELEBRITY,
    keys.BELLS,
    keys.ENDORSED,
    keys.DISMISSED,
    keys.FILTERS,
    keys.MUTED_THREADS,
)
# Each attempt follows a change of the same pair that came in between; the two accounts of a pair are all who make any.
MAX_ATTEMPTS: Final = 8

Change = tuple[Relationship, Relationship]
Decide = Callable[[Relationship], Relationship | None]


class _PairMoved(Exception):
    """A pair is not as it was read; `current` is how it stands, where the store told."""

    def __init__(self, current: Relationship | None = None) -> None:
        super().__init__()
        self.current = current


@dataclass(frozen=True, slots=True)
class DynamoGraph:
    """Implement the ports `Graph` and `FollowChecks`.

    Every change is conditional on the version of the pair that it was decided on. Reads are strongly consistent: what
    was unfollowed, blocked or muted is hidden from the next read on.
    """

    row: type[GraphRow]
    writing: Writing

    def exclusions(self, viewer_id: int) -> Exclusions:
        now_ms = self.writing.clock.now_ms()
        found: dict[int, Relationship] = {}
        exclusive: set[int] = set()
        filters, threads = NO_FILTERS, frozenset[int]()
        for row in self.row.exclusions.query(keys.user(viewer_id), consistent_read=True):
            if row.sk == keys.FILTERS:
                filters = filters_of(row)
            elif row.sk == keys.MUTED_THREADS:
                threads = whole_set(row.members)
            elif row.sk.startswith(keys.LIST_PREFIX):
                exclusive |= whole_set(row.members)
            elif _hides_at(pair := relationship_of(row), now_ms):
                found[pair.target_id] = pair
        apart = {each: replace(found.get(each) or Relationship(viewer_id, each), exclusive=True) for each in exclusive}
        return Exclusions(found | apart, filters, threads)

    def get_many(self, user_id: int, target_ids: Collection[int]) -> Mapping[int, Relationship]:
        pairs = self._read([(user_id, target_id) for target_id in dict.fromkeys(target_ids)])
        return {pair.target_id: pair for pair in pairs}

    def reverse(self, target_id: int, user_ids: Collection[int]) -> Mapping[int, Relationship]:
        pairs = self._read([(user_id, target_id) for user_id in dict.fromkeys(user_ids)])
        return {pair.user_id: pair for pair in pairs}

    def filters_of(self, user_ids: Collection[int]) -> Mapping[int, Filters]:
        wanted = [(keys.user(each), keys.FILTERS) for each in dict.fromkeys(user_ids)]
        rows = read_batch(self.row, wanted, sleep=self.writing.sleep, random=self.writing.random, consistent=True)
        return {int(row.pk.partition("#")[2]): filters_of(row) for row in rows}

    def followers_among(self, target_id: int, user_ids: Sequence[int]) -> frozenset[int]:
        return frozenset(user_id for user_id, pair in self.reverse(target_id, user_ids).items() if pair.following)

    def follow(self, user_id: int, target_id: int, follow_id: int, cap: int) -> Relationship:
        def decide(pair: Relationship) -> Relationship:
            _refuse(pair)
            return pair_changes.follow(pair, follow_id)

        return self._begin(user_id, target_id, decide, cap)

    def request(self, user_id: int, target_id: int, request_id: int) -> Relationship:
        def decide(pair: Relationship) -> Relationship:
            _refuse(pair)
            return pair_changes.request(pair, request_id)

        return self._begin(user_id, target_id, decide, None)

    def accept(self, target_id: int, requester_id: int, follow_id: int, cap: int) -> bool:
        return self._change(requester_id, target_id, lambda pair: pair_changes.accept(pair, follow_id), cap) is not None

    def reject(self, target_id: int, requester_id: int) -> bool:
        return self._change(requester_id, target_id, pair_changes.reject) is not None

    def unfollow(self, user_id: int, target_id: int, now_ms: int) -> Relationship | None:
        return self._change(user_id, target_id, lambda pair: pair_changes.unfollow(pair, now_ms))

    def set_follow_options(self, user_id: int, target_id: int, options: FollowOptions) -> Relationship | None:
        def decide(pair: Relationship) -> Relationship | None:
            standing.append(pair)
            return pair_changes.choose(pair, options)

        standing: list[Relationship] = []
        changed = self._change(user_id, target_id, decide)
        return changed or (standing[-1] if standing[-1].following else None)

    def block(self, user_id: int, target_id: int, now_ms: int) -> bool:
        def decide(own: Relationship, other: Relationship) -> list[Change] | None:
            blocked = pair_changes.block(own, now_ms)
            return None if blocked is None else [(own, blocked), (other, pair_changes.be_blocked(other, now_ms))]

        return self._change_both(user_id, target_id, decide)

    def unblock(self, user_id: int, target_id: int) -> bool:
        def decide(own: Relationship, other: Relationship) -> list[Change] | None:
            lifted = pair_changes.unblock(own)
            return None if lifted is None else [(own, lifted), (other, pair_changes.be_unblocked(other))]

        return self._change_both(user_id, target_id, decide)

    def mute(self, user_id: int, target_id: int, until_ms: int, *, notifications: bool = True) -> bool:
        def decide(pair: Relationship) -> Relationship | None:
            return pair_changes.mute(pair, until_ms, notifications=notifications)

        return self._change(user_id, target_id, decide) is not None

    def unmute(self, user_id: int, target_id: int) -> bool:
        return self._change(user_id, target_id, pair_changes.unmute) is not None

    def annotate(self, user_id: int, target_id: int, note: str) -> bool:
        return self._change(user_id, target_id, lambda pair: pair_changes.annotate(pair, note)) is not None

    def clear_unfollowed(self, user_id: int, target_id: int, unfollowed_ms: int) -> None:
        self._change(user_id, target_id, lambda pair: pair_changes.forget_unfollow(pair, unfollowed_ms))

    def blocks(self, user_id: int, page: PageRange) -> Sequence[int]:
        return [pair.target_id for pair in self._excluded(user_id, page, eq(self.row.blocking, True))]

    def mutes(self, user_id: int, page: PageRange) -> Sequence[Relationship]:
        muted_until = self.row.muted_until
        in_force = (muted_until == 0) | (muted_until > self.writing.clock.now_ms())
        return self._excluded(user_id, page, in_force)

    def all_of(self, user_id: int, after: int, limit: int) -> Sequence[Relationship]:
        rows = self.row.query(
            keys.user(user_id),
            self.row.sk.between(keys.pair(after + 1), keys.pair(MAX_ID)),
            consistent_read=True,
            limit=limit,
        )
        return [relationship_of(row) for row in rows]

    def forget(self, user_id: int) -> None:
        for sk in _BESIDE_PAIRS:
            self.row(keys.user(user_id), sk).delete()

    def _excluded(self, user_id: int, page: PageRange, only: Condition) -> list[Relationship]:
        query = partial(self.row.exclusions.query, filter_condition=only, consistent_read=True)
        rows = rows_in_range(query, keys.user(user_id), self.row.exclusion, page, key=keys.ordered)
        return [relationship_of(row) for row in rows]

    def _read(self, pairs: Sequence[tuple[int, int]]) -> list[Relationship]:
        wanted = [(keys.user(user_id), keys.pair(target_id)) for user_id, target_id in pairs]
        rows = read_batch(self.row, wanted, sleep=self.writing.sleep, random=self.writing.random, consistent=True)
        return [relationship_of(row) for row in rows]

    def _pair(self, user_id: int, target_id: int) -> Relationship:
        found = self._read([(user_id, target_id)])
        return found[0] if found else Relationship(user_id, target_id)

    def _begin(self, user_id: int, target_id: int, decide: Decide, cap: int | None) -> Relationship:
        # Most pairs are strangers: assuming so saves the read, and the refused write tells how the pair stands.
        begun = self._change(user_id, target_id, decide, cap, Relationship(user_id, target_id))
        if begun is None:
            raise ValueError("a follow is either begun or refused")
        return begun

    def _change(
        self,
        user_id: int,
        target_id: int,
        decide: Decide,
        cap: int | None = None,
        assumed: Relationship | None = None,
    ) -> Relationship | None:
        """Change one pair; None where `decide` says that there is nothing to change."""
        pair = assumed or self._pair(user_id, target_id)
        for _ in range(MAX_ATTEMPTS):
            changed = decide(pair)
            if changed is None:
                return None
            try:
                self._write([(pair, changed)], cap)
            except _PairMoved as moved:
                pair = moved.current or self._pair(user_id, target_id)
                if pair == changed:
                    # The SDK repeats a write whose answer was lost; what stands there is this very change.
                    return changed
            else:
                return changed
        raise VersionConflict

    def _change_both(
        self,
        user_id: int,
        target_id: int,
        decide: Callable[[Relationship, Relationship], list[Change] | None],
    ) -> bool:
        for _ in range(MAX_ATTEMPTS):
            found = {pair.user_id: pair for pair in self._read([(user_id, target_id), (target_id, user_id)])}
            changes = decide(
                found.get(user_id) or Relationship(user_id, target_id),
                found.get(target_id) or Relationship(target_id, user_id),
            )
            if changes is None:
                return False
            try:
                self._write(changes)
            except _PairMoved:
                continue
            return True
        raise VersionConflict

    def _write(self, changes: Sequence[Change], cap: int | None = None) -> None:
        """Write pairs, and the following totals they change, at once. Raise _PairMoved or FollowingCapReached."""
        totals = {old.user_id: new.following - old.following for old, new in changes if old.following != new.following}
        if len(changes) == 1 and not totals:
            self._write_alone(*changes[0])
            return
        now_ms = self.writing.clock.now_ms()

        def fill(write: TransactWrite) -> None:
            for old, new in changes:
                write.update(
                    self._row(old),
                    actions=pair_actions(self.row, new, now_ms),
                    condition=self._unchanged(old),
                    return_values="ALL_OLD",
                )
            for user_id, change in totals.items():
                write.update(
                    self.row(keys.user(user_id), keys.LIMITS),
                    actions=[self.row.following.add(change), self.row.schema_version.set(SCHEMA)],
                    condition=self._below(cap) if cap is not None else None,
                )

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            if not any(refused.at(action) for action in range(len(changes))):
                raise FollowingCapReached from refused
            reason = refused.reasons[0]
            item = None if reason is None or len(changes) > 1 else reason.raw_item
            raise _PairMoved(None if item is None else relationship_of(self.row.from_raw_data(item))) from refused

    def _write_alone(self, old: Relationship, new: Relationship) -> None:
        actions = pair_actions(self.row, new, self.writing.clock.now_ms())
        if not updated(self._row(old), actions, self._unchanged(old), self.writing.sleep, self.writing.random):
            raise _PairMoved

    def _row(self, pair: Relationship) -> GraphRow:
        return self.row(keys.user(pair.user_id), keys.pair(pair.target_id))

    def _unchanged(self, pair: Relationship) -> Condition:
        # Version 0 is a pair without a row.
        return self.row.version == pair.version if pair.version else self.row.pk.does_not_exist()

    def _below(self, cap: int) -> Condition:
        below: Condition = self.row.following.does_not_exist() | (self.row.following < cap)
        return below


def _refuse(pair: Relationship) -> None:
    if pair.following or pair.requested:
        raise AlreadyFollowing(pair)
    if pair.separated:
        raise FollowRefused


def _hides_at(pair: Relationship, now_ms: int) -> bool:
    """Tell whether a pair of the index still hides something: a mute ends by itself."""
    ended = pair.muted_until_ms is not None and not pair.muted(now_ms)
    return not ended or (pair_changes.unmute(pair) or pair).hides
