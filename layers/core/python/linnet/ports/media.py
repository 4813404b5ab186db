"""Pictures: their rows, their files, and what decodes them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.media import Size, StoredMedia
from linnet.domain.pictures import Format, Outline


class Undecodable(Exception):
    """A file whose outline is in order could not be decoded, or not within the limits."""


class MediaTaken(Exception):
    """A picture was attached elsewhere, changed, or has expired since it was read; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A picture that was encoded anew: nothing of the file it comes from is in it but its pixels."""

    format: Format
    size: Size
    content: bytes


@dataclass(frozen=True, slots=True)
class RenderedMedia:
    """A picture for a tweet with its preview and the blurred look of both."""

    original: Rendered
    small: Rendered
    blurhash: str


class Pictures(Protocol):
    """Decode and encode, within limits of time and memory. Every method raises Undecodable."""

    def attachment(self, content: bytes, seen: Outline, thumbnail: bytes | None = None) -> RenderedMedia:
        """Return a picture, and a preview of it or of the thumbnail."""
        ...

    def preview(self, content: bytes, wanted: Format) -> tuple[Rendered, str]:
        """Return a preview in a format with its blurred look."""
        ...

    def cropped(self, content: bytes, size: Size) -> Rendered:
        """Return the middle of a picture, still, in exactly this size."""
        ...


class MediaFiles(Protocol):
    """The files; whoever knows a name may read it."""

    def put(self, name: str, content: bytes, content_type: str) -> None:
        """Store a file, in the place of an older one."""
        ...

    def remove(self, names: Collection[str]) -> None:
        """Remove files; those that are gone do not matter."""
        ...


class MediaRows(Protocol):
    """What is known of each picture of an account, strongly consistent."""

    def add(self, stored: StoredMedia) -> None:
        """Store a new picture. Raise ports.identity.IdTaken."""
        ...

    def get(self, owner_id: int, media_id: int) -> StoredMedia | None:
        """Return a picture of an account's own."""
        ...

    def get_many(self, owner_id: int, ids: Collection[int]) -> Mapping[int, StoredMedia]:
        """Return those of several that there are."""
        ...

    def replace(self, stored: StoredMedia, changed: StoredMedia) -> None:
        """Store `changed` in the place of what was read. Raise ports.identity.VersionConflict."""
        ...

    def remove(self, stored: StoredMedia) -> None:
        """Remove what was read. Raise ports.identity.VersionConflict."""
        ...

    def page(self, owner_id: int, after: int, limit: int) -> Sequence[StoredMedia]:
        """Return pictures with id > after, ascending; shorter than `limit` means the end."""
        ...


@dataclass(frozen=True, slots=True)
class DueMedia:
    """A picture that may have expired."""

    owner_id: int
    media_id: int


class ExpiringMedia(Protocol):
    """Pictures that nothing holds, by time. What changed within the last second may be missing or out of date."""

    def due(self, upto_ms: int, limit: int) -> Sequence[DueMedia]:
        """Return what has expired: of each shard the earliest, at most `limit`."""
        ...
