"""What `media_api` runs on."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.runtime.environment import Environment
from linnet.services.keep_media import KeepMedia
from linnet.services.show_profile_picture import ShowProfilePicture
from linnet.services.upload_media import UploadMedia


@dataclass(frozen=True, slots=True)
class MediaApi:
    upload_media: UploadMedia
    keep_media: KeepMedia
    show_profile_picture: ShowProfilePicture


def build(environment: Environment) -> MediaApi:
    """Put the function together."""
    tables, clock = environment.tables, environment.clock
    return MediaApi(
        upload_media=upload_media(environment),
        keep_media=KeepMedia(tables.media, tables.media_files, tables.pictures, clock),
        show_profile_picture=show_profile_picture(environment),
    )


def show_profile_picture(environment: Environment) -> ShowProfilePicture:
    """Put together what pictures of profiles are chosen by."""
    tables = environment.tables
    return ShowProfilePicture(tables.accounts, tables.profile_pictures, upload_media(environment))


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
