"""Pictures in memory, and a decoder that decodes nothing."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace

from linnet.domain.media import Media, Size, StoredMedia
from linnet.domain.pictures import Format, Outline
from linnet.ports.environment import Clock
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.media import DueMedia, MediaTaken, Rendered, RenderedMedia, Undecodable
from tests.fakes.environment import FakeClock

BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
BROKEN = b"broken"


@dataclass
class FakeMedia:
    """Implement the ports `MediaRows` and `ExpiringMedia`."""

    stored: dict[tuple[int, int], StoredMedia] = field(default_factory=dict)
    clock: Clock = field(default_factory=FakeClock)
    lock: threading.RLock = field(default_factory=threading.RLock)

    def add(self, stored: StoredMedia) -> None:
        with self.lock:
            if self.stored.setdefault((stored.owner_id, stored.id), stored) != stored:
                raise IdTaken

    def get(self, owner_id: int, media_id: int) -> StoredMedia | None:
        return self.stored.get((owner_id, media_id))

    def get_many(self, owner_id: int, ids: Collection[int]) -> Mapping[int, StoredMedia]:
        return {each: self.stored[owner_id, each] for each in ids if (owner_id, each) in self.stored}

    def replace(self, stored: StoredMedia, changed: StoredMedia) -> None:
        with self.lock:
            self._check(stored)
            self.stored[stored.owner_id, stored.id] = changed

    def remove(self, stored: StoredMedia) -> None:
        with self.lock:
            self._check(stored)
            del self.stored[stored.owner_id, stored.id]

    def page(self, owner_id: int, after: int, limit: int) -> Sequence[StoredMedia]:
        found = (each for each in self.stored.values() if each.owner_id == owner_id and each.id > after)
        return sorted(found, key=lambda each: each.id)[:limit]

    def due(self, upto_ms: int, limit: int) -> Sequence[DueMedia]:
        found = [each for each in self.stored.values() if each.expires_ms is not None and each.expires_ms <= upto_ms]
        found.sort(key=lambda each: each.expires_ms or 0)
        return [DueMedia(each.owner_id, each.id) for each in found[:limit]]

    def keep(
        self,
        owner_id: int,
        before: Sequence[Media],
        after: Sequence[Media],
        holder_id: int,
        now_ms: int | None = None,
    ) -> None:
        """Let something hold what is new to it. Raise MediaTaken, and change nothing then."""
        known = {each.id for each in before}
        at_ms = self.clock.now_ms() if now_ms is None else now_ms
        added = [each for each in after if each.id not in known]
        for each in added:
            free = self.stored.get((owner_id, each.id))
            if free is None or not free.free(at_ms) or free.media != each:
                raise MediaTaken
        for each in after:
            if each.id in known and (owner_id, each.id) not in self.stored:
                # Held without having been uploaded, by tests that are not about pictures.
                continue
            self._hold(owner_id, each, holder_id, None)

    def release(self, owner_id: int, media: Sequence[Media], until_ms: int) -> None:
        """Let nothing hold pictures any more."""
        for each in media:
            if (owner_id, each.id) in self.stored:
                self._hold(owner_id, each, None, until_ms)

    def _hold(self, owner_id: int, media: Media, holder_id: int | None, expires_ms: int | None) -> None:
        stored = self.stored[owner_id, media.id]
        self.stored[owner_id, media.id] = replace(
            stored, media=media, holder_id=holder_id, expires_ms=expires_ms, version=stored.version + 1
        )

    def _check(self, stored: StoredMedia) -> None:
        held = self.stored.get((stored.owner_id, stored.id))
        if held is None or held.version != stored.version:
            raise VersionConflict


@dataclass
class FakeMediaFiles:
    """Implement the port `MediaFiles`."""

    stored: dict[str, tuple[bytes, str]] = field(default_factory=dict)

    def put(self, name: str, content: bytes, content_type: str) -> None:
        self.stored[name] = (content, content_type)

    def remove(self, names: Collection[str]) -> None:
        for name in names:
            self.stored.pop(name, None)


@dataclass
class FakePictures:
    """Implement the port `Pictures`: what ends with `BROKEN` cannot be decoded."""

    decoded: list[bytes] = field(default_factory=list)

    def attachment(self, content: bytes, seen: Outline, thumbnail: bytes | None = None) -> RenderedMedia:
        self._see(content)
        shown = content if thumbnail is None else thumbnail
        self._see(shown)
        original = Rendered(seen.format, Size(seen.width, seen.height), b"original:" + content)
        return RenderedMedia(original, Rendered(Format.PNG, Size(16, 9), b"small:" + shown), BLURHASH)

    def preview(self, content: bytes, wanted: Format) -> tuple[Rendered, str]:
        self._see(content)
        return Rendered(wanted, Size(8, 8), b"small:" + content), BLURHASH[::-1]

    def cropped(self, content: bytes, size: Size) -> Rendered:
        self._see(content)
        return Rendered(Format.JPEG, size, b"cropped:" + content)

    def _see(self, content: bytes) -> None:
        self.decoded.append(content)
        if content.endswith(BROKEN):
            raise Undecodable("broken")
