"""Pictures: taken in, described, and removed before they are attached. Their files are read from the bucket."""

from __future__ import annotations

from functions.media_api.mastodon import facade
from linnet.domain.errors import Code
from linnet.domain.media import Purpose
from linnet.facades.native import present, present_media, requests_media, schemas, schemas_media
from linnet.runtime.http import Api, Reply, Request
from linnet.runtime.wiring.media_api import MediaApi, build

api = Api("media_api", build, beside=facade)


@api.route(
    "POST",
    "/api/media",
    "uploadMedia",
    "Upload a picture, to be attached to a tweet within a day.",
    bucket="media",
    body=requests_media.NewMedia,
    multipart=True,
    returns=schemas_media.UploadedMedia,
    status=201,
)
def upload(services: MediaApi, request: Request) -> Reply:
    new = request.body(requests_media.NewMedia)
    stored = services.upload_media.run(
        request.viewer, new.file, thumbnail=new.thumbnail, description=new.description, focus=new.focus()
    )
    return Reply(201, present_media.uploaded(stored), headers={"Location": f"/api/media/{stored.id}"})


@api.route(
    "GET",
    "/api/media/{id}",
    "getMedia",
    "Read a picture of one's own.",
    returns=schemas_media.UploadedMedia,
    errors=(Code.NOT_FOUND,),
)
def one(services: MediaApi, request: Request) -> Reply:
    return Reply(200, present_media.uploaded(services.keep_media.one(request.viewer, request.path_id("id"))))


@api.route(
    "PATCH",
    "/api/media/{id}",
    "describeMedia",
    "Describe a picture that is not attached yet.",
    body=requests_media.ChangedMedia,
    returns=schemas_media.UploadedMedia,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def change(services: MediaApi, request: Request) -> Reply:
    wanted = request.body(requests_media.ChangedMedia).change()
    return Reply(200, present_media.uploaded(services.keep_media.change(request.viewer, request.path_id("id"), wanted)))


@api.route(
    "DELETE",
    "/api/media/{id}",
    "deleteMedia",
    "Remove a picture that is not attached.",
    status=204,
    errors=(Code.NOT_FOUND, Code.INVALID, Code.CONFLICT),
)
def delete(services: MediaApi, request: Request) -> Reply:
    services.keep_media.remove(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "PUT",
    "/api/users/me/avatar",
    "setAvatar",
    "Show a picture as one's avatar, cut to 400x400.",
    bucket="media",
    body=requests_media.NewProfilePicture,
    multipart=True,
    returns=schemas.User,
    errors=(Code.CONFLICT,),
)
def set_avatar(services: MediaApi, request: Request) -> Reply:
    return _shown(services, request, Purpose.AVATAR)


@api.route(
    "DELETE",
    "/api/users/me/avatar",
    "removeAvatar",
    "Show no avatar.",
    returns=schemas.User,
    errors=(Code.CONFLICT,),
)
def remove_avatar(services: MediaApi, request: Request) -> Reply:
    return Reply(200, present.user(services.show_profile_picture.remove(request.viewer, Purpose.AVATAR)))


@api.route(
    "PUT",
    "/api/users/me/header",
    "setHeader",
    "Show a picture above one's profile, cut to 1500x500.",
    bucket="media",
    body=requests_media.NewProfilePicture,
    multipart=True,
    returns=schemas.User,
    errors=(Code.CONFLICT,),
)
def set_header(services: MediaApi, request: Request) -> Reply:
    return _shown(services, request, Purpose.HEADER)


@api.route(
    "DELETE",
    "/api/users/me/header",
    "removeHeader",
    "Show no picture above one's profile.",
    returns=schemas.User,
    errors=(Code.CONFLICT,),
)
def remove_header(services: MediaApi, request: Request) -> Reply:
    return Reply(200, present.user(services.show_profile_picture.remove(request.viewer, Purpose.HEADER)))


def _shown(services: MediaApi, request: Request, purpose: Purpose) -> Reply:
    content = request.body(requests_media.NewProfilePicture).file
    return Reply(200, present.user(services.show_profile_picture.run(request.viewer, purpose, content)))


lambda_handler = api.lambda_handler
