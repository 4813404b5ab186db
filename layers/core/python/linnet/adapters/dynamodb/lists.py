"""Lists beside the pairs of their owners, and who stands in them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.graph_rows import SCHEMA, GraphRow, list_of, pair_actions, relationship_of
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.transactions import ConditionsFailed
from linnet.domain import pair_changes
from linnet.domain.graph import Relationship
from linnet.domain.lists import ListEdit, UserList
from linnet.ports.identity import VersionConflict
from linnet.ports.lists import ListsCapReached, MembersCapReached, NotFollowed

# Each attempt follows a change of the list or of a pair that came in between: all of them are its owner's.
MAX_ATTEMPTS: Final = 8


@dataclass(frozen=True, slots=True)
class DynamoLists:
    """Implement the port `Lists`: one row for each list, in the partition of its owner's pairs.

    Whoever joins or leaves is written in one transaction with the pair, under the condition that the list is there and
    the pair as it was read. So the members of a list are never fewer than the pairs that name it.
    """

    row: type[GraphRow]
    writing: Writing

    def create(self, new: UserList, cap: int) -> None:
        row = self._row(new.owner_id, new.id)
        row.schema_version = SCHEMA
        row.title, row.replies_policy = new.title, new.replies_policy.value
        if new.exclusive:
            row.exclusive, row.exclusion = True, row.sk

        def fill(write: TransactWrite) -> None:
            write.save(row, condition=self.row.pk.does_not_exist())
            self._count(write, new.owner_id, 1, self.row.list_count.does_not_exist() | (self.row.list_count < cap))

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            # The SDK repeats a write whose answer was lost: what stands there may be this very list.
            if self.get(new.owner_id, new.id) == new:
                return
            if refused.at(1):
                raise ListsCapReached from refused
            raise VersionConflict from refused

    def get(self, owner_id: int, list_id: int) -> UserList | None:
        try:
            row = self.row.get(keys.user(owner_id), keys.user_list(list_id), consistent_read=True)
        except self.row.DoesNotExist:
            return None
        return list_of(owner_id, row)

    def all_of(self, owner_id: int) -> Sequence[UserList]:
        found = self.row.query(keys.user(owner_id), self.row.sk.startswith(keys.LIST_PREFIX), consistent_read=True)
        return [list_of(owner_id, row) for row in found]

    def edit(self, owner_id: int, list_id: int, edit: ListEdit) -> UserList | None:
        row = self._row(owner_id, list_id)
        actions: list[Action] = [self.row.schema_version.set(SCHEMA)]
        if edit.title is not None:
            actions.append(self.row.title.set(edit.title))
        if edit.replies_policy is not None:
            actions.append(self.row.replies_policy.set(edit.replies_policy.value))
        if edit.exclusive is True:
            actions += [self.row.exclusive.set(True), self.row.exclusion.set(keys.user_list(list_id))]
        if edit.exclusive is False:
            actions += [self.row.exclusive.remove(), self.row.exclusion.remove()]
        if not updated(row, actions, self.row.pk.exists(), self.writing.sleep, self.writing.random):
            return None
        # An update reads back the row as it made it.
        return list_of(owner_id, row)

    def delete(self, owner_id: int, list_id: int) -> bool:
        def fill(write: TransactWrite) -> None:
            write.delete(self._row(owner_id, list_id), condition=self.row.pk.exists())
            self._count(write, owner_id, -1)

        try:
            self.writing.commit(fill)
        except ConditionsFailed:
            return False
        return True

    def add(self, owner_id: int, list_id: int, user_ids: Collection[int], cap: int) -> bool:
        for _ in range(MAX_ATTEMPTS):
            stored, pairs = self._read(owner_id, list_id, user_ids)
            if stored is None:
                return False
            strangers = [each.target_id for each in pairs if not each.following]
            if strangers:
                raise NotFollowed(strangers)
            joining = _changes((pair, pair_changes.join_list(pair, list_id)) for pair in pairs)
            if not joining:
                return True
            ids = {pair.target_id for pair, _ in joining}
            if len(stored.members | ids) > cap:
                raise MembersCapReached
            room = self.row.members.does_not_exist() | (size(self.row.members) <= cap - len(ids))
            # Who stands in the list already, without the pair, takes no room; `settle` is still to come.
            known = room if ids.isdisjoint(stored.members) else self.row.pk.exists()
            if self._write(joining, self._row(owner_id, list_id), self.row.members.add(ids), known):
                return True
        raise VersionConflict

    def remove(self, owner_id: int, list_id: int, user_ids: Collection[int]) -> bool:
        for _ in range(MAX_ATTEMPTS):
            stored, pairs = self._read(owner_id, list_id, user_ids)
            leaving = _changes((pair, pair_changes.leave_list(pair, list_id)) for pair in pairs)
            row = None if stored is None else self._row(owner_id, list_id)
            left = {pair.target_id for pair, _ in leaving}
            if left and not self._write(leaving, row, self.row.members.delete(left)):
                continue
            if stored is not None:
                # Whose follow has ended left with it, which the list learns from the stream: a moment later, or here.
                for each in (stored.members & set(user_ids)) - left:
                    self.settle(owner_id, list_id, each)
            return stored is not None
        raise VersionConflict

    def settle(self, owner_id: int, list_id: int, user_id: int) -> None:
        def fill(write: TransactWrite) -> None:
            write.condition_check(
                self.row,
                keys.user(owner_id),
                keys.pair(user_id),
                condition=self.row.lists.does_not_exist() | ~self.row.lists.contains(list_id),
            )
            write.update(
                self._row(owner_id, list_id),
                actions=[self.row.members.delete({user_id})],
                condition=self.row.members.contains(user_id),
            )

        try:
            self.writing.commit(fill)
        except ConditionsFailed:
            # In the list again, or out of it already, or the list is gone.
            return

    def _read(
        self, owner_id: int, list_id: int, user_ids: Collection[int]
    ) -> tuple[UserList | None, list[Relationship]]:
        """Return the list and the pairs of all these accounts, blank ones for strangers."""
        pk = keys.user(owner_id)
        wanted = [(pk, keys.user_list(list_id)), *((pk, keys.pair(each)) for each in dict.fromkeys(user_ids))]
        stored: UserList | None = None
        pairs = {each: Relationship(owner_id, each) for each in user_ids}
        for row in read_batch(self.row, wanted, sleep=self.writing.sleep, random=self.writing.random, consistent=True):
            if row.sk.startswith(keys.LIST_PREFIX):
                stored = list_of(owner_id, row)
            else:
                pair = relationship_of(row)
                pairs[pair.target_id] = pair
        return stored, list(pairs.values())

    def _write(
        self,
        changes: Sequence[tuple[Relationship, Relationship]],
        row: GraphRow | None,
        members: Action,
        condition: Condition | None = None,
    ) -> bool:
        """Change pairs, and the members of a list that is there; False where something is not as it was read."""
        now_ms = self.writing.clock.now_ms()

        def fill(write: TransactWrite) -> None:
            for old, new in changes:
                write.update(
                    self.row(keys.user(old.user_id), keys.pair(old.target_id)),
                    actions=pair_actions(self.row, new, now_ms),
                    condition=self.row.version == old.version,
                )
            if row is not None:
                exists = self.row.title.exists()
                write.update(row, actions=[members], condition=exists if condition is None else exists & condition)

        try:
            self.writing.commit(fill)
        except ConditionsFailed:
            return False
        return True

    def _count(self, write: TransactWrite, owner_id: int, change: int, condition: Condition | None = None) -> None:
        write.update(
            self.row(keys.user(owner_id), keys.LIMITS),
            actions=[self.row.list_count.add(change), self.row.schema_version.set(SCHEMA)],
            condition=condition,
        )

    def _row(self, owner_id: int, list_id: int) -> GraphRow:
        return self.row(keys.user(owner_id), keys.user_list(list_id))


def _changes(
    decided: Iterable[tuple[Relationship, Relationship | None]],
) -> list[tuple[Relationship, Relationship]]:
    return [(old, new) for old, new in decided if new is not None]
