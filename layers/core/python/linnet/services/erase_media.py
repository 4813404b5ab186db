"""Erase the pictures of an account."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from linnet.ports.environment import Parallel
from linnet.ports.media import MediaFiles, MediaRows
from linnet.services.keep_media import remove_ended

PICTURES: Final = 50


@dataclass(frozen=True, slots=True)
class EraseMedia:
    """Implement the port `Eraser`: files first, then what tells their names; tweets have gone before."""

    media: MediaRows
    files: MediaFiles
    parallel: Parallel
    name: str = "media"

    def erase(self, user_id: int, position: str | None) -> str | None:
        found = self.media.page(user_id, int(position or 0), PICTURES)
        self.parallel.run([partial(remove_ended, self.media, self.files, each) for each in found])
        return str(found[-1].id) if len(found) == PICTURES else None
