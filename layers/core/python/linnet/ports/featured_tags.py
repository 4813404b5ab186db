"""Hashtags that accounts show on their profiles, strongly consistent."""

from __future__ import annotations

from typing import Protocol

from linnet.domain.featured_tags import FeaturedTags


class FeaturedTagStore(Protocol):
    """The featured hashtags of each account."""

    def of(self, user_id: int) -> FeaturedTags:
        """Return what an account shows."""
        ...

    def replace(self, user_id: int, featured: FeaturedTags) -> None:
        """Store what was made of `featured.version`, at the next one. Raise ports.identity.VersionConflict.

        The conflict may be with this very call, when its answer was lost: read again and decide anew.
        """
        ...
