"""Present pictures as media attachments."""

from __future__ import annotations

from linnet.domain.media import Media, Size
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.media_urls import media_path, small_media_path


def attachment(media: Media, origin: str) -> entities.MediaAttachment:
    """Present a picture; it is ready as soon as it is there."""
    return entities.MediaAttachment(
        id=str(media.id),
        type="image",
        url=f"{origin}{media_path(media)}",
        preview_url=f"{origin}{small_media_path(media)}",
        remote_url=None,
        preview_remote_url=None,
        text_url=None,
        meta=entities.MediaMeta(
            focus=entities.Focus(x=media.focus.x, y=media.focus.y),
            original=_size(media.size),
            small=_size(media.small or media.size),
        ),
        description=media.description or None,
        blurhash=media.blurhash or None,
    )


def _size(size: Size) -> entities.Size:
    return entities.Size(
        width=size.width,
        height=size.height,
        size=f"{size.width}x{size.height}",
        aspect=size.width / size.height,
    )
