"""Hashtags on profiles."""

from __future__ import annotations

from functions.accounts_api.accounts import api
from linnet.facades.mastodon.entities import tags as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.present.tags import featured_tag, tags
from linnet.facades.mastodon.requests import accounts as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.accounts_api import AccountsApi


@api.route(
    "GET",
    "/api/v1/featured_tags",
    "List the hashtags that the reader features.",
    scope="read:accounts",
    returns=entities.FeaturedTags,
)
def own(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _of(services, request, request.viewer.user_id)


@api.route(
    "POST",
    "/api/v1/featured_tags",
    "Feature a hashtag; again changes nothing.",
    scope="write:accounts",
    accepts=requests.TagName,
    returns=entities.FeaturedTag,
)
def add(services: AccountsApi, request: FacadeRequest) -> Reply:
    added = services.keep_featured.add(request.viewer, request.form(requests.TagName).name)
    owner = services.read_users.by_id(request.viewer, request.viewer.user_id)
    shown = services.show_featured.one(owner.id, added)
    return Reply(200, featured_tag(shown, owner.username, request.origin))


@api.route(
    "DELETE",
    "/api/v1/featured_tags/{id}",
    "Feature a hashtag no longer.",
    scope="write:accounts",
    returns=Nothing,
)
def remove(services: AccountsApi, request: FacadeRequest) -> Reply:
    services.keep_featured.remove_by_id(request.viewer, request.path_id())
    return Reply(200, Nothing())


@api.route(
    "GET",
    "/api/v1/featured_tags/suggestions",
    "List the hashtags that the reader used most and does not feature.",
    scope="read:accounts",
    returns=entities.Tags,
)
def suggestions(services: AccountsApi, request: FacadeRequest) -> Reply:
    names = [each.tag for each in services.show_featured.suggestions(request.viewer)]
    days = services.tag_days.of(names, services.clock.now_ms())
    return Reply(200, entities.Tags(tags(names, days, request.origin)))


@api.route(
    "GET",
    "/api/v1/accounts/{id}/featured_tags",
    "List the hashtags that an account features.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    returns=entities.FeaturedTags,
)
def of_account(services: AccountsApi, request: FacadeRequest) -> Reply:
    return _of(services, request, request.path_id())


def _of(services: AccountsApi, request: FacadeRequest, owner_id: int) -> Reply:
    owner = services.read_users.by_id(request.reader, owner_id)
    shown = services.show_featured.of(owner.id)
    return Reply(200, entities.FeaturedTags([featured_tag(each, owner.username, request.origin) for each in shown]))
