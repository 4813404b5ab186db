"""Accounts that one may want to know: familiar followers, suggestions, a directory."""

from __future__ import annotations

from functions.graph_api.relationships import api
from linnet.domain.errors import Code
from linnet.facades.native import present, requests_graph, schemas
from linnet.facades.native.requests import IdsQuery, LimitQuery
from linnet.facades.native.schemas_graph import (
    FamiliarFollowers,
    FamiliarFollowersOf,
    SuggestedAccount,
    SuggestedAccounts,
)
from linnet.runtime.http import Auth, Reply, Request
from linnet.runtime.wiring.graph_api import GraphApi


@api.route(
    "GET",
    "/api/users/familiar-followers",
    "listFamiliarFollowers",
    "List whom the reader follows of those who follow each of several accounts; unknown accounts are left out.",
    query=IdsQuery,
    returns=FamiliarFollowers,
    lists=True,
)
def familiar_followers(services: GraphApi, request: Request) -> Reply:
    found = services.find_familiar.run(request.viewer, request.query(IdsQuery).ids)
    return Reply(
        200,
        FamiliarFollowers(
            items=[
                FamiliarFollowersOf(user_id=str(each.user_id), accounts=[present.user(user) for user in each.accounts])
                for each in found
            ]
        ),
    )


@api.route(
    "GET",
    "/api/suggestions",
    "listSuggestedAccounts",
    "Suggest accounts that want to be found: whom followees follow, then popular ones that just posted.",
    query=LimitQuery,
    returns=SuggestedAccounts,
    lists=True,
)
def suggestions(services: GraphApi, request: Request) -> Reply:
    found = services.suggest_accounts.run(request.viewer, request.query(LimitQuery).limit)
    shown = [SuggestedAccount(user=present.user(each.user), reason=each.reason.value) for each in found]
    return Reply(200, SuggestedAccounts(items=shown))


@api.route(
    "DELETE",
    "/api/suggestions/{id}",
    "dismissSuggestedAccount",
    "Suggest an account no more; again changes nothing.",
    scope="write",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def dismiss_suggestion(services: GraphApi, request: Request) -> Reply:
    services.suggest_accounts.dismiss(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "GET",
    "/api/directory",
    "listDirectory",
    "List accounts that want to be found: who posted last first, or who signed up last.",
    auth=Auth.OPTIONAL,
    query=requests_graph.DirectoryQuery,
    returns=schemas.UserPage,
    lists=True,
)
def directory(services: GraphApi, request: Request) -> Reply:
    query = request.query(requests_graph.DirectoryQuery)
    # A cursor is one of this very order.
    kind = f"directory {query.order}"
    start = request.position(kind, query.cursor) or 0
    users = services.read_directory.run(request.reader, query.order, start, query.limit + 1)
    token = Request.next_token(kind, start + query.limit if len(users) > query.limit else None)
    return Reply(200, present.users(users[: query.limit], token))
