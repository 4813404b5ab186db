"""Pictures as tweets and drafts carry them, in JSON, which nobody asks DynamoDB about."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from linnet.domain.media import Focus, Media, Size
from linnet.domain.pictures import Format


def encode_media(media: Sequence[Media]) -> str | None:
    """Write the pictures of a tweet; None for none."""
    return _json([_fields(each) for each in media]) if media else None


def decode_media(text: str | None) -> tuple[Media, ...]:
    """Read the pictures of a tweet."""
    return () if text is None else tuple(map(_media, json.loads(text)))


def encode_one(media: Media) -> str:
    """Write a picture."""
    return _json(_fields(media))


def decode_optional(text: str | None) -> Media | None:
    """Read a picture where there is one."""
    return None if text is None else decode_one(text)


def decode_one(text: str) -> Media:
    """Read a picture."""
    return _media(json.loads(text))


def _media(fields: dict[str, Any]) -> Media:
    small = fields.get("small")
    return Media(
        id=int(fields["id"]),
        secret=fields["secret"],
        format=Format(fields["format"]),
        size=Size(*fields["size"]),
        small_format=None if small is None else Format(fields["small_format"]),
        small=None if small is None else Size(*small),
        blurhash=fields.get("blurhash", ""),
        description=fields.get("description", ""),
        focus=Focus(*fields.get("focus", (0.0, 0.0))),
    )


def _fields(media: Media) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "id": media.id,
        "secret": media.secret,
        "format": media.format.value,
        "size": [media.size.width, media.size.height],
    }
    if media.small is not None and media.small_format is not None:
        fields |= {"small": [media.small.width, media.small.height], "small_format": media.small_format.value}
    if media.blurhash:
        fields["blurhash"] = media.blurhash
    if media.description:
        fields["description"] = media.description
    if media.focus != Focus():
        fields["focus"] = [media.focus.x, media.focus.y]
    return fields


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
