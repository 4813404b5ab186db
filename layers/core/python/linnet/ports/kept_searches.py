"""What accounts keep of searches. All of it is an account's own, and strongly consistent."""

from __future__ import annotations

from typing import Protocol

from linnet.domain.search.kept import RecentSearches, SavedSearches


class SavedSearchStore(Protocol):
    """The saved searches of each account."""

    def of(self, user_id: int) -> SavedSearches:
        """Return what an account saved."""
        ...

    def replace(self, user_id: int, saved: SavedSearches) -> None:
        """Store what was made of `saved.version`, at the next one. Raise ports.identity.VersionConflict.

        The conflict may be with this very call, when its answer was lost: read again and decide anew.
        """
        ...


class RecentUnavailable(Exception):
    """Recent searches did not answer in time; nothing is known about what was written."""


class RecentSearchStore(Protocol):
    """The recent searches of each account; they go by themselves once the newest is too old.

    This answers soon or not at all: all methods raise RecentUnavailable.
    """

    def of(self, user_id: int) -> RecentSearches:
        """Return what an account searched for; some of it may be too old."""
        ...

    def replace(self, user_id: int, recent: RecentSearches) -> None:
        """Store what was made of `recent.version`, as `SavedSearchStore.replace` does."""
        ...
