"""Where files of pictures are read, below this server's address."""

from __future__ import annotations

from linnet.domain.media import Media


def media_path(media: Media) -> str:
    """Return the path of a picture."""
    return f"/media/{media.name}"


def small_media_path(media: Media) -> str:
    """Return the path of its preview."""
    return f"/media/{media.small_name}"
