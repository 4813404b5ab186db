"""Read, describe and remove what one has uploaded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.errors import conflict, invalid, not_found
from linnet.domain.media import Focus, Media, Purpose, StoredMedia, checked_description
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock
from linnet.ports.identity import VersionConflict
from linnet.ports.media import MediaFiles, MediaRows, Pictures, Undecodable
from linnet.services.upload_media import broken, judged

ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class MediaChange:
    """What an owner changes; None leaves a field as it is."""

    description: str | None = None
    focus: Focus | None = None
    thumbnail: bytes | None = None


@dataclass(frozen=True, slots=True)
class KeepMedia:
    """Pictures are their owner's own: to everybody else they do not exist but in what they are attached to."""

    media: MediaRows
    files: MediaFiles
    pictures: Pictures
    clock: Clock

    def one(self, viewer: Viewer, media_id: int) -> StoredMedia:
        """Return a picture, attached or not. Raise a DomainError (not found)."""
        stored = self.media.get(viewer.user_id, media_id)
        if stored is None or stored.purpose is not Purpose.ATTACHMENT:
            raise not_found("media")
        if stored.holder_id is None and not stored.free(self.clock.now_ms()):
            raise not_found("media")
        return stored

    def change(self, viewer: Viewer, media_id: int, change: MediaChange) -> StoredMedia:
        """Change a picture that is not attached yet; an edit of a tweet changes its own. Raise a DomainError."""
        description = None if change.description is None else checked_description(change.description)
        if change.thumbnail is not None:
            judged(change.thumbnail, "thumbnail")
        for _ in range(ATTEMPTS):
            stored = self._free(viewer, media_id)
            media = stored.media
            if change.thumbnail is not None:
                media = self._with_preview(media, change.thumbnail)
            media = replace(
                media,
                description=media.description if description is None else description,
                focus=change.focus or media.focus,
            )
            changed = replace(stored, media=media, version=stored.version + 1)
            try:
                self.media.replace(stored, changed)
            except VersionConflict:
                continue
            return changed
        raise conflict("the picture is being changed elsewhere; please try again")

    def remove(self, viewer: Viewer, media_id: int) -> None:
        """Remove a picture that is not attached. Raise a DomainError: not found, or invalid where it is attached."""
        for _ in range(ATTEMPTS):
            stored = self.one(viewer, media_id)
            if stored.holder_id is not None:
                raise invalid("media", "is attached to something; remove that, or take it out of it")
            # First nobody can attach it any more; then its files go, and at last what tells their names.
            ended = replace(stored, expires_ms=self.clock.now_ms(), version=stored.version + 1)
            try:
                self.media.replace(stored, ended)
            except VersionConflict:
                continue
            remove_ended(self.media, self.files, ended)
            return
        raise conflict("the picture is being changed elsewhere; please try again")

    def _free(self, viewer: Viewer, media_id: int) -> StoredMedia:
        stored = self.one(viewer, media_id)
        if stored.holder_id is not None:
            raise not_found("media")
        return stored

    def _with_preview(self, media: Media, thumbnail: bytes) -> Media:
        if media.small_format is None:
            raise not_found("media")
        try:
            small, blurhash = self.pictures.preview(thumbnail, media.small_format)
        except Undecodable as error:
            raise broken("thumbnail") from error
        self.files.put(media.small_name, small.content, small.format.content_type)
        return replace(media, small=small.size, blurhash=blurhash)


def remove_ended(media: MediaRows, files: MediaFiles, stored: StoredMedia) -> None:
    """Remove the files of a picture that can be attached no more, then its row."""
    files.remove(stored.media.names)
    try:
        media.remove(stored)
    except VersionConflict:
        # Somebody else removed it at the same time; nothing else can happen to it.
        return
