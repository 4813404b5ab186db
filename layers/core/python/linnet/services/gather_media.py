"""Gather what is known of an account's pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from linnet.domain.exports import moment
from linnet.domain.media import StoredMedia
from linnet.ports.exports import ExportPage
from linnet.ports.media import MediaRows

PICTURES: Final = 100


@dataclass(frozen=True, slots=True)
class GatherMedia:
    """Implement the port `ExportSource`: pictures, oldest first, with the addresses that their files are read at."""

    media: MediaRows
    name: str = "media"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        found = self.media.page(user_id, int(position or 0), PICTURES)
        return ExportPage([_record(each) for each in found], str(found[-1].id) if len(found) == PICTURES else None)


def _record(stored: StoredMedia) -> Mapping[str, Any]:
    media = stored.media
    return {
        "id": str(media.id),
        "purpose": stored.purpose.value,
        "uploadedAt": moment(stored.created_ms),
        "path": f"/media/{media.name}",
        "width": media.size.width,
        "height": media.size.height,
        "description": media.description,
        "focus": [media.focus.x, media.focus.y],
        "heldBy": None if stored.holder_id is None else str(stored.holder_id),
        "expiresAt": moment(stored.expires_ms),
    }
