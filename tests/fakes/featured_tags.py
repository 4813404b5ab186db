"""Featured hashtags in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

import threading
from dataclasses import replace

from linnet.domain.featured_tags import FeaturedTags
from linnet.ports.identity import VersionConflict


class FakeFeaturedTags:
    def __init__(self) -> None:
        self._stored: dict[int, FeaturedTags] = {}
        self._lock = threading.Lock()

    def of(self, user_id: int) -> FeaturedTags:
        return self._stored.get(user_id, FeaturedTags())

    def replace(self, user_id: int, featured: FeaturedTags) -> None:
        with self._lock:
            if self.of(user_id).version != featured.version:
                raise VersionConflict
            self._stored[user_id] = replace(featured, version=featured.version + 1)
