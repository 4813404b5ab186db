"""Erase the exports of an account."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.exports import archive_prefix
from linnet.ports.exports import Archives, Exports


@dataclass(frozen=True, slots=True)
class EraseExports:
    """Implement the port `Eraser`: archives, and what is known of them. An unfinished one goes by itself in a day."""

    exports: Exports
    archives: Archives
    name: str = "exports"

    def erase(self, user_id: int, _position: str | None) -> str | None:
        if self.archives.remove(archive_prefix(user_id)):
            return ""
        self.exports.forget(user_id)
        return None
