"""What `media_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.services.keep_media import KeepMedia
from linnet.services.upload_media import UploadMedia


@dataclass(frozen=True, slots=True)
class MediaApi:
    upload_media: UploadMedia
    keep_media: KeepMedia


def build(environment: Environment) -> MediaApi:
    """Put the function together."""
    tables, clock = environment.tables, environment.clock
    return MediaApi(
        upload_media=upload_media(environment),
        keep_media=KeepMedia(tables.media, tables.media_files, tables.pictures, clock),
    )


def upload_media(environment: Environment) -> UploadMedia:
    """Put together what takes pictures in."""
    tables = environment.tables
    return UploadMedia(
        media=tables.media,
        files=tables.media_files,
        pictures=tables.pictures,
        parallel=environment.parallel,
        clock=environment.clock,
        ids=environment.ids,
        secrets=environment.secrets,
    )
