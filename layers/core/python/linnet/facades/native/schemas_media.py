"""What pictures look like."""

from __future__ import annotations

from linnet.facades.native.schemas import IdString, Moment, Shape, Short, Text


class MediaSize(Shape):
    """Pixels across and down."""

    width: int
    height: int


class MediaFocus(Shape):
    """The point that must stay visible: both from -1 to 1, right and up."""

    x: float
    y: float


class Media(Shape):
    """A picture; addresses are relative to this server's, and whoever knows them may read them."""

    id: IdString
    type: Short
    url: Text
    preview_url: Text
    size: MediaSize
    preview_size: MediaSize
    focus: MediaFocus
    description: Text
    blurhash: Short


class UploadedMedia(Media):
    """A picture of one's own; without being attached to anything it is removed at `expiresAt`."""

    attached: bool
    expires_at: Moment | None
