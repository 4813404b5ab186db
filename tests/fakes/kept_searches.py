"""Saved and recent searches in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

import threading
from dataclasses import replace

from linnet.domain.search.kept import RecentSearches, SavedSearches
from linnet.ports.identity import VersionConflict
from linnet.ports.kept_searches import RecentUnavailable


class FakeSavedSearches:
    def __init__(self) -> None:
        self._stored: dict[int, SavedSearches] = {}
        self._lock = threading.Lock()

    def of(self, user_id: int) -> SavedSearches:
        return self._stored.get(user_id, SavedSearches())

    def replace(self, user_id: int, saved: SavedSearches) -> None:
        with self._lock:
            if self.of(user_id).version != saved.version:
                raise VersionConflict
            self._stored[user_id] = replace(saved, version=saved.version + 1)


class FakeRecentSearches:
    """`available` is turned off to fail; `written` counts writes."""

    def __init__(self) -> None:
        self.available = True
        self.written = 0
        self._stored: dict[int, RecentSearches] = {}
        self._lock = threading.Lock()

    def of(self, user_id: int) -> RecentSearches:
        if not self.available:
            raise RecentUnavailable
        return self._stored.get(user_id, RecentSearches())

    def replace(self, user_id: int, recent: RecentSearches) -> None:
        with self._lock:
            if self.of(user_id).version != recent.version:
                raise VersionConflict
            self._stored[user_id] = replace(recent, version=recent.version + 1)
            self.written += 1
