"""Exports: everything that an account has stored, as an archive for its owner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Final

from linnet.domain.archives import ArchivedFile

DAY_MS: Final = 86_400_000
# For so long an archive can be fetched.
AVAILABLE_MS: Final = DAY_MS
# For so long one link works; asking again gives another.
LINK_S: Final = 900
# An export without progress for longer than this has lost its message: another may begin.
STALE_MS: Final = 3_600_000

Record = Mapping[str, Any]


class ExportState(StrEnum):
    """Say how far an export is."""

    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """Which export is to be worked on."""

    user_id: int
    export_id: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What of an archive is stored, and where it goes on.

    `upload` names the unfinished object (empty: not begun), `tags` are those of its parts, `offset` their length.
    `source` is what is being read (empty: the first one), from `position` on, into the file with this `number`.
    """

    upload: str = ""
    tags: tuple[str, ...] = ()
    files: tuple[ArchivedFile, ...] = ()
    offset: int = 0
    source: str = ""
    position: str | None = None
    number: int = 1


@dataclass(frozen=True, slots=True)
class Export:
    """An account's newest export; `worked_ms` is when progress was last made, `version` rises with it."""

    user_id: int
    id: int
    requested_ms: int
    state: ExportState = ExportState.RUNNING
    progress: Progress = Progress()
    ready_ms: int | None = None
    size: int = 0
    worked_ms: int = 0
    version: int = 1

    @property
    def order(self) -> ExportOrder:
        return ExportOrder(self.user_id, self.id)

    @property
    def available_until_ms(self) -> int | None:
        """Return until when the archive can be fetched, None before it is ready."""
        return None if self.ready_ms is None else self.ready_ms + AVAILABLE_MS


def archive_prefix(user_id: int) -> str:
    """Return what the names of an account's archives begin with, and of nobody else's."""
    return f"{user_id}/"


def archive_name(order: ExportOrder) -> str:
    """Return the name that an archive is stored under."""
    return f"{archive_prefix(order.user_id)}{order.export_id}.zip"


def moment(unix_ms: int | None) -> str | None:
    """Write a time as people and programs read it: ISO 8601, UTC."""
    if unix_ms is None:
        return None
    return datetime.fromtimestamp(unix_ms / 1000, tz=UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
