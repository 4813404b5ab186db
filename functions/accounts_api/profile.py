"""One's own profile as it is edited."""

from __future__ import annotations

from functions.accounts_api.accounts import api
from linnet.domain.media import MAX_UPLOAD
from linnet.facades.mastodon.entities import profiles as entities
from linnet.facades.mastodon.present.profiles import profile
from linnet.facades.mastodon.present.tags import featured_tag
from linnet.facades.mastodon.requests import accounts as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.accounts_api import AccountsApi


@api.route("GET", "/api/v1/profile", "Return one's own profile.", scope="profile", returns=entities.Profile)
def read_profile(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _profile(services, request)


@api.route(
    "PATCH",
    "/api/v1/profile",
    "Change one's own profile; what is not named stays.",
    scope="write:accounts",
    accepts=requests.ChangedProfile,
    returns=entities.Profile,
    most=MAX_UPLOAD,
)
def change_profile(services: AccountsApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.ChangedProfile)
    change = asked.change()
    services.show_profile_picture.several(request.viewer, asked.pictures())
    services.update_profile.run(request.viewer, change)
    return _profile(services, request)


def _profile(services: AccountsApi, request: FacadeRequest) -> Reply:
    user, _ = services.read_me.run(request.viewer)
    featured = services.show_featured.of(request.viewer.user_id)
    tags = [featured_tag(each, user.username, request.origin) for each in featured]
    return Reply(200, profile(user, tags, request.origin))
