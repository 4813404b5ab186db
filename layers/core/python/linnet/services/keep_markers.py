"""Remember how far somebody has read."""

from __future__ import annotations

from dataclasses import dataclass, replace

from linnet.domain.errors import conflict
from linnet.domain.markers import Marker, Markers
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import VersionConflict
from linnet.ports.markers import MarkerStore
from linnet.services.at_once import both
from linnet.services.read_notifications import ReadNotifications


@dataclass(frozen=True, slots=True)
class KeepMarkers:
    """Home's marker stands where its reader last was, also further down; that of notifications never goes back."""

    store: MarkerStore
    notifications: ReadNotifications
    parallel: Parallel
    clock: Clock

    def read(self, viewer: Viewer) -> Markers:
        """Return the markers."""
        return self.store.markers(viewer.user_id)

    def move(self, viewer: Viewer, home: int | None = None, notifications: int | None = None) -> Markers:
        """Move the markers that are named, both or none; return all as they stand then.

        Raise a DomainError (conflict) where another client of the reader's moved one at the same moment.
        """
        if notifications is None:
            old, latest = self.store.markers(viewer.user_id), 0
        else:
            old, latest = both(
                self.parallel,
                lambda: self.store.markers(viewer.user_id),
                lambda: self.notifications.latest(viewer),
            )
        now_ms = self.clock.now_ms()
        new = old
        if home is not None and (old.home is None or old.home.read_upto != home):
            new = replace(new, home=_moved(old.home, home, now_ms))
        if notifications is not None:
            upto, stands = min(notifications, latest), old.notifications
            if stands is None or stands.read_upto < upto:
                new = replace(new, notifications=_moved(stands, upto, now_ms))
        if new != old:
            try:
                self.store.move(viewer.user_id, old, new)
            except VersionConflict as raced:
                raise conflict("Conflict during update, please try again") from raced
        return new


def _moved(old: Marker | None, upto: int, now_ms: int) -> Marker:
    return Marker(upto, 1 if old is None else old.version + 1, now_ms)
