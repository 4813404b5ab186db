"""Filters of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from linnet.domain.filters import Filter, Filters


class FilterStore(Protocol):
    """All filters of each account. Readers get them with `Relationships.exclusions`."""

    def read(self, owner_id: int) -> Filters:
        """Return the filters of an account, strongly consistent."""
        ...

    def replace(self, owner_id: int, old: Filters, items: Sequence[Filter]) -> None:
        """Store these in place of what was read. Raise ports.identity.VersionConflict where it changed meanwhile."""
        ...
