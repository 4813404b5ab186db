"""Present pictures."""

from __future__ import annotations

from linnet.domain.media import Media, Size, StoredMedia
from linnet.facades.media_urls import media_path, small_media_path
from linnet.facades.moments import moment
from linnet.facades.native import schemas, schemas_media


def media(value: Media) -> schemas.Media:
    """Present a picture of a tweet."""
    return schemas.Media(**_fields(value))


def uploaded(stored: StoredMedia) -> schemas_media.UploadedMedia:
    """Present a picture to its owner."""
    return schemas_media.UploadedMedia(
        **_fields(stored.media),
        attached=stored.holder_id is not None,
        expires_at=None if stored.expires_ms is None else moment(stored.expires_ms),
    )


def _fields(value: Media) -> dict[str, object]:
    return {
        "id": str(value.id),
        "type": "image",
        "url": media_path(value),
        "preview_url": small_media_path(value),
        "size": _size(value.size),
        "preview_size": _size(value.small or value.size),
        "focus": schemas.MediaFocus(x=value.focus.x, y=value.focus.y),
        "description": value.description,
        "blurhash": value.blurhash,
    }


def _size(size: Size) -> schemas.MediaSize:
    return schemas.MediaSize(width=size.width, height=size.height)
