"""Read markers of accounts."""

from __future__ import annotations

from typing import Protocol

from linnet.domain.markers import Markers


class MarkerStore(Protocol):
    """Markers of home and of notifications; the latter is the one that notifications count from."""

    def markers(self, user_id: int) -> Markers:
        """Return the markers, strongly consistent."""
        ...

    def move(self, user_id: int, old: Markers, new: Markers) -> None:
        """Replace the markers that differ, all or none.

        Raise ports.identity.VersionConflict where one of them is no longer what `old` says.
        """
        ...
