"""Lists in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import Protocol

from linnet.domain import pair_changes
from linnet.domain.graph import Relationship
from linnet.domain.lists import ListEdit, UserList
from linnet.ports.lists import ListsCapReached, MembersCapReached, NotFollowed


class Pairs(Protocol):
    """The graph in whose pairs lists are named."""

    lists: dict[tuple[int, int], UserList]

    def pair(self, user_id: int, target_id: int) -> Relationship: ...

    def change(self, changed: Relationship | None) -> None: ...


class FakeLists:
    """Keep lists beside the pairs of a graph; `removed` are those whose removal the stream would tell of."""

    def __init__(self, graph: Pairs) -> None:
        self._graph = graph
        self.removed: list[UserList] = []

    def create(self, new: UserList, cap: int) -> None:
        if len(self.all_of(new.owner_id)) >= cap:
            raise ListsCapReached
        self._graph.lists[new.owner_id, new.id] = new

    def get(self, owner_id: int, list_id: int) -> UserList | None:
        return self._graph.lists.get((owner_id, list_id))

    def all_of(self, owner_id: int) -> Sequence[UserList]:
        found = [each for each in self._graph.lists.values() if each.owner_id == owner_id]
        return sorted(found, key=lambda each: each.id)

    def edit(self, owner_id: int, list_id: int, edit: ListEdit) -> UserList | None:
        stored = self.get(owner_id, list_id)
        if stored is not None:
            self._graph.lists[owner_id, list_id] = edit.applied(stored)
        return self.get(owner_id, list_id)

    def delete(self, owner_id: int, list_id: int) -> bool:
        removed = self._graph.lists.pop((owner_id, list_id), None)
        if removed is not None:
            self.removed.append(removed)
        return removed is not None

    def add(self, owner_id: int, list_id: int, user_ids: Collection[int], cap: int) -> bool:
        stored = self.get(owner_id, list_id)
        if stored is None:
            return False
        pairs = [self._graph.pair(owner_id, each) for each in dict.fromkeys(user_ids)]
        strangers = [pair.target_id for pair in pairs if not pair.following]
        if strangers:
            raise NotFollowed(strangers)
        members = stored.members | set(user_ids)
        if len(members) > cap:
            raise MembersCapReached
        self._graph.lists[owner_id, list_id] = replace(stored, members=members)
        for pair in pairs:
            self._graph.change(pair_changes.join_list(pair, list_id))
        return True

    def remove(self, owner_id: int, list_id: int, user_ids: Collection[int]) -> bool:
        for each in user_ids:
            pair = self._graph.pair(owner_id, each)
            if list_id in pair.lists:
                self._graph.change(pair_changes.leave_list(pair, list_id))
            self._drop(owner_id, list_id, each)
        return (owner_id, list_id) in self._graph.lists

    def settle(self, owner_id: int, list_id: int, user_id: int) -> None:
        if list_id not in self._graph.pair(owner_id, user_id).lists:
            self._drop(owner_id, list_id, user_id)

    def _drop(self, owner_id: int, list_id: int, user_id: int) -> None:
        stored = self.get(owner_id, list_id)
        if stored is not None:
            self._graph.lists[owner_id, list_id] = replace(stored, members=stored.members - {user_id})
