"""Take a picture that somebody uploads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import Code, DomainError, invalid
from linnet.domain.media import (
    UNATTACHED_MS,
    Focus,
    Media,
    Purpose,
    Size,
    StoredMedia,
    checked_description,
    checked_length,
    checked_outline,
)
from linnet.domain.pictures import BrokenPicture, NoPicture, Outline, outline
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, IdSource, Parallel, Secrets
from linnet.ports.identity import IdTaken
from linnet.ports.media import MediaFiles, MediaRows, Pictures, Rendered, Undecodable

# 132 bits: nobody guesses the name of a file.
SECRET_LETTERS: Final = 22


@dataclass(frozen=True, slots=True)
class UploadMedia:
    """The row comes before the files: whatever ends an upload half-way, what there is of it expires."""

    media: MediaRows
    files: MediaFiles
    pictures: Pictures
    parallel: Parallel
    clock: Clock
    ids: IdSource
    secrets: Secrets

    def run(
        self,
        viewer: Viewer,
        content: bytes,
        *,
        thumbnail: bytes | None = None,
        description: str = "",
        focus: Focus | None = None,
    ) -> StoredMedia:
        """Store a picture for a tweet, which it must be attached to within a day. Raise a DomainError."""
        described = checked_description(description)
        seen = judged(content)
        if thumbnail is not None:
            judged(thumbnail, "thumbnail")
        try:
            rendered = self.pictures.attachment(content, seen, thumbnail)
        except Undecodable as error:
            raise broken() from error
        original, small = rendered.original, rendered.small

        def media(media_id: int, secret: str) -> Media:
            return Media(
                id=media_id,
                secret=secret,
                format=original.format,
                size=original.size,
                small_format=small.format,
                small=small.size,
                blurhash=rendered.blurhash,
                description=described,
                focus=focus or Focus(),
            )

        stored = self._added(viewer, media(self.ids.next_id(), self._secret()), Purpose.ATTACHMENT)
        self.parallel.run(
            [
                lambda: self._put(stored.media.name, original),
                lambda: self._put(stored.media.small_name, small),
            ]
        )
        return stored

    def for_profile(self, viewer: Viewer, content: bytes, purpose: Purpose, size: Size) -> StoredMedia:
        """Store a picture of an account itself, cut to a size. Raise a DomainError on the field of its purpose."""
        judged(content, purpose.value)
        try:
            rendered = self.pictures.cropped(content, size)
        except Undecodable as error:
            raise broken(purpose.value) from error
        picture = Media(self.ids.next_id(), self._secret(), rendered.format, rendered.size)
        stored = self._added(viewer, picture, purpose)
        self._put(stored.media.name, rendered)
        return stored

    def _added(self, viewer: Viewer, media: Media, purpose: Purpose) -> StoredMedia:
        expires_ms = self.clock.now_ms() + UNATTACHED_MS
        stored = StoredMedia(media, viewer.user_id, purpose, expires_ms=expires_ms)
        try:
            self.media.add(stored)
        except IdTaken as error:
            raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1) from error
        return stored

    def _secret(self) -> str:
        return self.secrets.token()[:SECRET_LETTERS]

    def _put(self, name: str, rendered: Rendered) -> None:
        self.files.put(name, rendered.content, rendered.format.content_type)


def judged(content: bytes, field: str = "file") -> Outline:
    """Return the outline of a picture that may be decoded. Raise a DomainError on the field."""
    if not content:
        raise invalid(field, "can't be blank")
    try:
        seen = outline(checked_length(content, field))
    except NoPicture as error:
        raise invalid(
            field, "must be a picture: JPEG, PNG, GIF or WebP. Videos and sound are not taken here"
        ) from error
    except BrokenPicture as error:
        raise broken(field) from error
    return checked_outline(seen, field)


def broken(field: str = "file") -> DomainError:
    """Refuse a picture that cannot be decoded."""
    return invalid(field, "is broken, or too complicated: it cannot be read as a picture")
