"""Lists: who did what to a status, and what one did oneself."""

from __future__ import annotations

from typing import Final

from functions.statuses_api import direct
from functions.statuses_api.presenting import api, statuses
from linnet.domain.views import ShownPage
from linnet.facades.mastodon.entities import accounts as account_entities
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.paging import PageOf
from linnet.facades.mastodon.present.accounts import accounts
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.statuses_api import StatusesApi
from linnet.services.list_engagements import Engaged

# Of a page, where nobody says how many; twice as many at most.
STATUSES_A_PAGE: Final = 20
ACCOUNTS_A_PAGE: Final = 40


@api.route(
    "GET",
    "/api/v1/statuses/{id}/favourited_by",
    "List who favourited a status, newest favourite first.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    accepts=PageOf,
    returns=account_entities.Accounts,
)
def favourited_by(services: StatusesApi, request: FacadeRequest) -> Reply:
    return _accounts(services, request, Engaged.LIKED)


@api.route(
    "GET",
    "/api/v1/statuses/{id}/reblogged_by",
    "List who boosted a status, newest boost first.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    accepts=PageOf,
    returns=account_entities.Accounts,
)
def reblogged_by(services: StatusesApi, request: FacadeRequest) -> Reply:
    return _accounts(services, request, Engaged.RETWEETED)


@api.route(
    "GET",
    "/api/v1/statuses/{id}/quotes",
    "List what quotes a status, newest first.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    accepts=PageOf,
    returns=entities.Statuses,
)
def quotes(services: StatusesApi, request: FacadeRequest) -> Reply:
    if direct.found(services, request) is not None:
        return Reply(200, entities.Statuses([]))
    page = request.form(PageOf).range(STATUSES_A_PAGE)
    found = services.engagement.list_engagements.quotes(request.reader, request.path_id(), page)
    return _statuses(request, found)


@api.route(
    "GET",
    "/api/v1/bookmarks",
    "List what the reader bookmarked, newest bookmark first.",
    scope="read:bookmarks",
    accepts=PageOf,
    returns=entities.Statuses,
)
def bookmarks(services: StatusesApi, request: FacadeRequest) -> Reply:
    page = request.form(PageOf).range(STATUSES_A_PAGE)
    return _statuses(request, services.engagement.read_bookmarks.run(request.viewer, None, page))


@api.route(
    "GET",
    "/api/v1/favourites",
    "List what the reader favourited, newest status first.",
    scope="read:favourites",
    accepts=PageOf,
    returns=entities.Statuses,
)
def favourites(services: StatusesApi, request: FacadeRequest) -> Reply:
    page = request.form(PageOf).range(STATUSES_A_PAGE)
    found = services.engagement.read_user_likes.run(request.viewer, request.viewer.user_id, page)
    return _statuses(request, found)


def _statuses(request: FacadeRequest, page: ShownPage) -> Reply:
    link = request.link(older=page.next_before, newer=page.next_after)
    return Reply(200, statuses(request, page.tweets), link)


def _accounts(services: StatusesApi, request: FacadeRequest, engaged: Engaged) -> Reply:
    message = direct.found(services, request)
    if message is not None:
        people = direct.favouriters(message) if engaged is Engaged.LIKED else []
        return Reply(200, accounts(people, request.origin))
    page = services.engagement.list_engagements.accounts(
        request.reader, request.path_id(), engaged, request.form(PageOf).range(ACCOUNTS_A_PAGE)
    )
    link = request.link(older=page.next_before, newer=page.next_after)
    return Reply(200, accounts(page.users, request.origin), link)
