"""Media, as the client API of Mastodon has them."""

from __future__ import annotations

from typing import Final

from linnet.domain.media import MAX_UPLOAD
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.present.media import attachment
from linnet.facades.mastodon.requests import media as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.media_api import MediaApi, build

SCOPE: Final = "write:media"

facade: Facade[MediaApi] = Facade("media_api", build)


@facade.route(
    "POST",
    "/api/v2/media",
    "Upload a picture; it is ready with the answer.",
    scope=SCOPE,
    bucket="media",
    accepts=requests.NewMedia,
    returns=entities.MediaAttachment,
    most=MAX_UPLOAD,
)
def upload(services: MediaApi, request: FacadeRequest) -> Reply:
    new = request.form(requests.NewMedia)
    stored = services.upload_media.run(
        request.viewer, new.file, thumbnail=new.thumbnail, description=new.description, focus=new.focus_point()
    )
    return Reply(200, attachment(stored.media, request.origin))


@facade.route(
    "POST",
    "/api/v1/media",
    "Upload a picture, as older clients do.",
    scope=SCOPE,
    bucket="media",
    accepts=requests.NewMedia,
    returns=entities.MediaAttachment,
    most=MAX_UPLOAD,
)
def upload_as_before(services: MediaApi, request: FacadeRequest) -> Reply:
    return upload(services, request)


@facade.route(
    "GET",
    "/api/v1/media/{id}",
    "Read a picture of one's own.",
    scope=SCOPE,
    returns=entities.MediaAttachment,
)
def one(services: MediaApi, request: FacadeRequest) -> Reply:
    return Reply(200, attachment(services.keep_media.one(request.viewer, request.path_id()).media, request.origin))


@facade.route(
    "PUT",
    "/api/v1/media/{id}",
    "Describe a picture that is not attached yet, or give it another preview.",
    scope=SCOPE,
    accepts=requests.ChangedMedia,
    returns=entities.MediaAttachment,
    most=MAX_UPLOAD,
)
def change(services: MediaApi, request: FacadeRequest) -> Reply:
    wanted = request.form(requests.ChangedMedia).change()
    stored = services.keep_media.change(request.viewer, request.path_id(), wanted)
    return Reply(200, attachment(stored.media, request.origin))


@facade.route(
    "DELETE",
    "/api/v1/media/{id}",
    "Remove a picture that is not attached.",
    scope=SCOPE,
    returns=Nothing,
)
def delete(services: MediaApi, request: FacadeRequest) -> Reply:
    services.keep_media.remove(request.viewer, request.path_id())
    return Reply(200, Nothing())
