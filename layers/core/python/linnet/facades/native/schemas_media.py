"""What one's own pictures look like."""

from __future__ import annotations

from linnet.facades.native.schemas import Media, Moment


class UploadedMedia(Media):
    """A picture of one's own; without being attached to anything it is removed at `expiresAt`."""

    attached: bool
    expires_at: Moment | None
