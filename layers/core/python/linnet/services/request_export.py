"""Ask for an export of one's own data, and fetch it."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import conflict, not_found
from linnet.domain.exports import LINK_S, STALE_MS, Export, ExportState, archive_name
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, IdSource
from linnet.ports.exports import Archives, ExportQueue, Exports


@dataclass(frozen=True, slots=True)
class RequestExport:
    """Begin an export; one runs at a time."""

    exports: Exports
    queue: ExportQueue
    ids: IdSource
    clock: Clock

    def run(self, viewer: Viewer) -> Export:
        """Return the export that was begun. Raise a DomainError (conflict) while another one runs."""
        now_ms = self.clock.now_ms()
        export = Export(viewer.user_id, self.ids.next_id(), now_ms, worked_ms=now_ms)
        if not self.exports.begin(export, now_ms - STALE_MS):
            raise conflict("an export is under way")
        self.queue.send([export.order])
        return export


@dataclass(frozen=True, slots=True)
class FoundExport:
    """An export, and for a while a link to its archive."""

    export: Export
    link: str | None
    link_expires_ms: int | None


@dataclass(frozen=True, slots=True)
class ReadExport:
    """Tell how far the newest export is. A link is made for each who asks, and holds for a quarter of an hour."""

    exports: Exports
    archives: Archives
    clock: Clock

    def run(self, viewer: Viewer) -> FoundExport:
        """Return the newest export. Raise a DomainError (not found) when there is none, or none any more."""
        export, now_ms = self.exports.get(viewer.user_id), self.clock.now_ms()
        if export is None:
            raise not_found("export")
        until_ms = export.available_until_ms
        if export.state is not ExportState.READY or until_ms is None:
            return FoundExport(export, None, None)
        left_s = (until_ms - now_ms) // 1000
        if left_s <= 0:
            raise not_found("export")
        seconds = min(LINK_S, left_s)
        link = self.archives.link(archive_name(export.order), seconds, "linnet-export.zip")
        return FoundExport(export, link, now_ms + seconds * 1000)
