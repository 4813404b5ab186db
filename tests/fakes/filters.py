"""Filters in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from collections.abc import Sequence

from linnet.domain.filters import Filter, Filters
from linnet.ports.identity import VersionConflict


class FakeFilters:
    """Keep the filters of each account."""

    def __init__(self) -> None:
        self._of: dict[int, Filters] = {}

    def read(self, owner_id: int) -> Filters:
        return self._of.get(owner_id, Filters())

    def forget(self, owner_id: int) -> None:
        """Do what the graph does when an account is erased."""
        self._of.pop(owner_id, None)

    def replace(self, owner_id: int, old: Filters, items: Sequence[Filter]) -> None:
        if self.read(owner_id).version != old.version:
            raise VersionConflict
        if items:
            self._of[owner_id] = Filters(tuple(items), old.version + 1)
        else:
            self._of.pop(owner_id, None)
