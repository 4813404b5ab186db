"""Whom accounts show on their profiles: in their pairs, and in one row beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.graph_rows import SCHEMA, GraphRow, pair_actions, relationship_of, whole_set
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.transactions import ConditionsFailed
from linnet.domain import pair_changes
from linnet.domain.graph import Relationship
from linnet.ports.graph import EndorsedCapReached, NotFollowing
from linnet.ports.identity import VersionConflict

# Each attempt follows a change of the same pair that came in between; the two accounts of a pair are all who make any.
MAX_ATTEMPTS: Final = 8
# Where the actions of a transaction stand.
_PAIR: Final = 0


@dataclass(frozen=True, slots=True)
class DynamoEndorsements:
    """Implement the port `Endorsements`."""

    row: type[GraphRow]
    writing: Writing

    def of(self, owner_id: int) -> frozenset[int]:
        row = self._read(owner_id, keys.ENDORSED)
        return frozenset() if row is None else whole_set(row.members)

    def add(self, owner_id: int, user_id: int, cap: int) -> None:
        members = self.row.members
        # Who stands there already, without the pair, takes no room; `settle` is still to come.
        room = members.does_not_exist() | (size(members) < cap) | members.contains(user_id)
        for _ in range(MAX_ATTEMPTS):
            pair = self._pair(owner_id, user_id)
            if not pair.following:
                raise NotFollowing
            changed = pair_changes.endorse(pair)
            if changed is None:
                return
            try:
                self._write(pair, changed, members.add({user_id}), room)
            except ConditionsFailed as refused:
                if not refused.at(_PAIR):
                    raise EndorsedCapReached from refused
            else:
                return
        raise VersionConflict

    def remove(self, owner_id: int, user_id: int) -> None:
        for _ in range(MAX_ATTEMPTS):
            pair = self._pair(owner_id, user_id)
            changed = pair_changes.unendorse(pair)
            if changed is None:
                return
            try:
                self._write(pair, changed, self.row.members.delete({user_id}))
            except ConditionsFailed:
                continue
            return
        raise VersionConflict

    def settle(self, owner_id: int, user_id: int) -> None:
        def fill(write: TransactWrite) -> None:
            write.condition_check(
                self.row,
                keys.user(owner_id),
                keys.pair(user_id),
                condition=self.row.endorsed.does_not_exist(),
            )
            write.update(
                self.row(keys.user(owner_id), keys.ENDORSED),
                actions=[self.row.members.delete({user_id})],
                condition=self.row.members.contains(user_id),
            )

        try:
            self.writing.commit(fill)
        except ConditionsFailed:
            # Shown again, or out of it already.
            return

    def _write(self, old: Relationship, new: Relationship, members: Action, condition: Condition | None = None) -> None:
        now_ms = self.writing.clock.now_ms()

        def fill(write: TransactWrite) -> None:
            write.update(
                self.row(keys.user(old.user_id), keys.pair(old.target_id)),
                actions=pair_actions(self.row, new, now_ms),
                condition=self.row.version == old.version,
            )
            write.update(
                self.row(keys.user(old.user_id), keys.ENDORSED),
                actions=[members, self.row.schema_version.set(SCHEMA)],
                condition=condition,
            )

        self.writing.commit(fill)

    def _pair(self, owner_id: int, user_id: int) -> Relationship:
        row = self._read(owner_id, keys.pair(user_id))
        return Relationship(owner_id, user_id) if row is None else relationship_of(row)

    def _read(self, owner_id: int, sk: str) -> GraphRow | None:
        try:
            return self.row.get(keys.user(owner_id), sk, consistent_read=True)
        except self.row.DoesNotExist:
            return None
