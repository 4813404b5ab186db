"""Exports, their queue and their archives in memory."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from linnet.domain.exports import Export, ExportOrder, ExportState
from linnet.ports.exports import ArchiveLost, ExportPage
from linnet.ports.identity import VersionConflict


class FakeExports:
    """Implement the port `Exports`."""

    def __init__(self) -> None:
        self.stored: dict[int, Export] = {}

    def begin(self, export: Export, idle_since_ms: int) -> bool:
        standing = self.stored.get(export.user_id)
        running = standing is not None and standing.state is ExportState.RUNNING and standing.worked_ms > idle_since_ms
        if running and standing is not None and standing.id != export.id:
            return False
        self.stored[export.user_id] = export
        return True

    def get(self, user_id: int) -> Export | None:
        return self.stored.get(user_id)

    def save(self, export: Export) -> Export:
        standing, saved = self.stored.get(export.user_id), replace(export, version=export.version + 1)
        if standing is None or (standing != saved and (standing.id, standing.version) != (export.id, export.version)):
            raise VersionConflict
        self.stored[export.user_id] = saved
        return saved

    def forget(self, user_id: int) -> None:
        self.stored.pop(user_id, None)


class FakeExportQueue:
    """Keep orders until a test delivers them."""

    def __init__(self) -> None:
        self.waiting: list[ExportOrder] = []

    def send(self, orders: Sequence[ExportOrder]) -> None:
        self.waiting += orders


@dataclass
class FakeArchives:
    """Implement the port `Archives`."""

    objects: dict[str, bytes] = field(default_factory=dict)
    uploads: dict[tuple[str, str], dict[int, bytes]] = field(default_factory=dict)

    def begin(self, name: str) -> str:
        upload = f"upload{len(self.uploads)}"
        self.uploads[name, upload] = {}
        return upload

    def add(self, name: str, upload: str, number: int, content: bytes) -> str:
        if (name, upload) not in self.uploads:
            raise ArchiveLost
        self.uploads[name, upload][number] = content
        return _tag(content)

    def finish(self, name: str, upload: str, tags: Sequence[str]) -> None:
        parts = self.uploads.get((name, upload), {})
        if [_tag(parts.get(number, b"?")) for number in range(1, len(tags) + 1)] != list(tags):
            raise ArchiveLost
        self.objects[name] = b"".join(parts[number] for number in range(1, len(tags) + 1))
        del self.uploads[name, upload]

    def size(self, name: str) -> int | None:
        return len(self.objects[name]) if name in self.objects else None

    def link(self, name: str, seconds: int, filename: str) -> str:
        return f"https://archives.example/{name}?expires={seconds}&filename={filename}"

    def remove(self, prefix: str) -> bool:
        for name in [name for name in self.objects if name.startswith(prefix)]:
            del self.objects[name]
        return False


@dataclass
class FakeSource:
    """Implement the port `ExportSource` over records that a test gives, `size` a page."""

    name: str
    records: list[dict[str, object]]
    size: int = 2
    read: list[str | None] = field(default_factory=list)

    def page(self, user_id: int, position: str | None) -> ExportPage:
        assert user_id
        self.read.append(position)
        start = int(position or 0)
        following = start + self.size
        return ExportPage(self.records[start:following], str(following) if following < len(self.records) else None)


def _tag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
