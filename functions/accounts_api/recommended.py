"""Accounts that want to be found: a directory, and suggestions."""

from __future__ import annotations

from functions.accounts_api.accounts import ACCOUNTS_A_PAGE, api
from linnet.facades.mastodon.entities import accounts as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.paging import Limited
from linnet.facades.mastodon.present import accounts as present
from linnet.facades.mastodon.requests import accounts as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.accounts_api import AccountsApi


@api.route(
    "GET",
    "/api/v2/suggestions",
    "Propose accounts to follow.",
    scope="read:accounts",
    accepts=Limited,
    returns=entities.Suggestions,
)
def suggestions(services: AccountsApi, request: FacadeRequest) -> Reply:
    size = request.form(Limited).size(ACCOUNTS_A_PAGE)
    found = services.graph.suggest_accounts.run(request.viewer, size)
    return Reply(200, entities.Suggestions([present.suggestion(each, request.origin) for each in found]))


@api.route(
    "GET",
    "/api/v1/suggestions",
    "Propose accounts to follow, without saying why.",
    scope="read:accounts",
    accepts=Limited,
    returns=entities.Accounts,
)
def old_suggestions(services: AccountsApi, request: FacadeRequest) -> Reply:
    size = request.form(Limited).size(ACCOUNTS_A_PAGE)
    found = services.graph.suggest_accounts.run(request.viewer, size)
    return Reply(200, present.accounts([each.user for each in found], request.origin))


@api.route(
    "DELETE",
    "/api/v1/suggestions/{id}",
    "Propose an account no more.",
    scope="write:accounts",
    returns=Nothing,
)
def dismiss(services: AccountsApi, request: FacadeRequest) -> Reply:
    services.graph.suggest_accounts.dismiss(request.viewer, request.path_id())
    return Reply(200, Nothing())


@api.route(
    "GET",
    "/api/v1/directory",
    "List accounts that want to be found.",
    auth=Auth.OPTIONAL,
    scope="read:accounts",
    accepts=requests.DirectoryPage,
    returns=entities.Accounts,
)
def directory(services: AccountsApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.DirectoryPage)
    size, start = asked.size(ACCOUNTS_A_PAGE), asked.offset or 0
    found = services.graph.read_directory.run(request.reader, asked.order, start, size)
    return Reply(200, present.accounts(found, request.origin))
