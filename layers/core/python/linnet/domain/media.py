"""Pictures that accounts upload: what is taken, what is kept of it, and whose it is until when."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from linnet.domain.errors import Code, DomainError, invalid
from linnet.domain.ids import created_ms
from linnet.domain.pictures import Format, Outline
from linnet.domain.text import normalize

# What Lambda takes in one request, less what the event says beside the body, which comes in base64.
# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
MAX_UPLOAD: Final = (6 * 1024 * 1024 - 64 * 1024) // 4 * 3
# A form has more in it than the file.
MAX_FILE: Final = MAX_UPLOAD - 32 * 1024
MAX_PIXELS: Final = 7_680 * 4_320
# Of all frames together: they are decoded, and encoded again, within seconds.
MAX_ANIMATED_PIXELS: Final = 48_000_000
MAX_FRAMES: Final = 600
MAX_DESCRIPTION: Final = 1_500
# What is kept: larger ones are made smaller.
KEPT_PIXELS: Final = 3_840 * 2_160
SMALL_PIXELS: Final = 640 * 360
UNATTACHED_MS: Final = 24 * 3_600_000


class Purpose(StrEnum):
    """Say what a picture was uploaded for."""

    ATTACHMENT = "attachment"
    AVATAR = "avatar"
    HEADER = "header"


@dataclass(frozen=True, slots=True)
class Size:
    """Pixels across and down."""

    width: int
    height: int


# What pictures of profiles are cut to.
PROFILE_SIZES: Final = {Purpose.AVATAR: Size(400, 400), Purpose.HEADER: Size(1_500, 500)}


@dataclass(frozen=True, slots=True)
class Focus:
    """The point of a picture that must stay visible: both from -1 to 1, right and up."""

    x: float = 0.0
    y: float = 0.0


@dataclass(frozen=True, slots=True)
class Media:
    """A picture as tweets carry it.

    `secret` makes the names of its two files unguessable. `small` is the size of the preview, which a picture of a
    profile does without.
    """

    id: int
    secret: str
    format: Format
    size: Size
    small_format: Format | None = None
    small: Size | None = None
    blurhash: str = ""
    description: str = ""
    focus: Focus = Focus()

    @property
    def name(self) -> str:
        """Return the name of the file."""
        return f"{self.id}/{self.secret}/original.{self.format}"

    @property
    def small_name(self) -> str:
        """Return the name of the preview, or of the file where there is none."""
        if self.small_format is None:
            return self.name
        return f"{self.id}/{self.secret}/small.{self.small_format}"

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all its files."""
        return tuple(dict.fromkeys((self.name, self.small_name)))


@dataclass(frozen=True, slots=True)
class MediaDetails:
    """What an author changes of a picture in a tweet; None leaves it as it is."""

    description: str | None = None
    focus: Focus | None = None


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """A picture with what is known of it beside tweets.

    Either something of its owner's holds it (`holder_id`: a tweet, a draft, or the account itself) or it is removed
    at `expires_ms`.
    """

    media: Media
    owner_id: int
    purpose: Purpose = Purpose.ATTACHMENT
    holder_id: int | None = None
    expires_ms: int | None = None
    version: int = 1

    @property
    def id(self) -> int:
        return self.media.id

    @property
    def created_ms(self) -> int:
        return created_ms(self.media.id)

    def free(self, now_ms: int) -> bool:
        """Tell whether nothing holds it, and it has not expired."""
        return self.holder_id is None and self.expires_ms is not None and self.expires_ms > now_ms


def checked_outline(found: Outline, field: str = "file") -> Outline:
    """Return the outline of a picture that may be decoded. Raise a DomainError on the field."""
    if found.pixels > MAX_PIXELS:
        raise invalid(field, f"has {found.width}x{found.height} pixels, more than {MAX_PIXELS} in all")
    if found.frames > MAX_FRAMES:
        raise invalid(field, f"has more than {MAX_FRAMES} frames")
    if found.frames > 1 and found.frames * found.pixels > MAX_ANIMATED_PIXELS:
        raise invalid(field, f"has {found.frames} frames with more than {MAX_ANIMATED_PIXELS} pixels in all")
    return found


def checked_length(content: bytes, field: str = "file") -> bytes:
    """Return a file that is not too large. Raise a DomainError (too large)."""
    if len(content) > MAX_FILE:
        raise DomainError(Code.TOO_LARGE, f"a picture must have at most {MAX_FILE} bytes", field=field)
    return content


def checked_description(text: str, field: str = "description") -> str:
    """Return what a picture shows, in words. Raise a DomainError on the field."""
    composed = normalize(text).strip()
    if len(composed) > MAX_DESCRIPTION:
        raise invalid(field, f"must have at most {MAX_DESCRIPTION} characters")
    return composed


def detailed(media: Media, details: MediaDetails | None) -> Media:
    """Return a picture with other details. Raise a DomainError."""
    if details is None:
        return media
    description = media.description if details.description is None else checked_description(details.description)
    return replace(media, description=description, focus=details.focus or media.focus)


def checked_focus(x: float, y: float) -> Focus:
    """Return the point to keep visible. Raise a DomainError on the field `focus`."""
    if not all(math.isfinite(each) and -1 <= each <= 1 for each in (x, y)):
        raise invalid("focus", "must be two numbers from -1 to 1")
    return Focus(x, y)
