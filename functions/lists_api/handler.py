"""Lists: followed accounts that somebody reads apart from home. Their timelines are in `timelines_api`."""

from __future__ import annotations

from functions.lists_api.mastodon import facade
from linnet.domain.errors import Code
from linnet.domain.paging import PageRange
from linnet.facades.native import present, present_lists, requests_lists, schemas, schemas_lists
from linnet.facades.native.requests import PageQuery
from linnet.runtime.http import Api, Reply, Request
from linnet.runtime.wiring.lists_api import ListsApi, build

MEMBERS = "list_members"

api = Api("lists_api", build, beside=facade)


@api.route(
    "GET",
    "/api/lists",
    "listLists",
    "List the reader's lists, oldest first.",
    returns=schemas_lists.AccountLists,
)
def all_lists(services: ListsApi, request: Request) -> Reply:
    return Reply(200, present_lists.all_lists(services.keep_lists.all(request.viewer)))


@api.route(
    "POST",
    "/api/lists",
    "createList",
    "Make a list.",
    body=requests_lists.NewList,
    returns=schemas_lists.AccountList,
    status=201,
    errors=(Code.LIMIT_REACHED, Code.UNAVAILABLE),
)
def create(services: ListsApi, request: Request) -> Reply:
    new = request.body(requests_lists.NewList)
    made = services.keep_lists.create(request.viewer, new.title, new.policy, exclusive=new.exclusive)
    return Reply(201, present_lists.one_list(made))


@api.route(
    "GET",
    "/api/lists/{id}",
    "getList",
    "Read one of the reader's lists; those of others do not exist.",
    returns=schemas_lists.AccountList,
    errors=(Code.NOT_FOUND,),
)
def one(services: ListsApi, request: Request) -> Reply:
    return Reply(200, present_lists.one_list(services.keep_lists.one(request.viewer, request.path_id("id"))))


@api.route(
    "PATCH",
    "/api/lists/{id}",
    "updateList",
    "Change a list; what is left out stays as it is.",
    body=requests_lists.ListChange,
    returns=schemas_lists.AccountList,
    errors=(Code.NOT_FOUND,),
)
def update(services: ListsApi, request: Request) -> Reply:
    edit = request.body(requests_lists.ListChange).edit()
    edited = services.keep_lists.edit(request.viewer, request.path_id("id"), edit)
    return Reply(200, present_lists.one_list(edited))


@api.route(
    "DELETE",
    "/api/lists/{id}",
    "deleteList",
    "Remove a list; its members are followed on.",
    status=204,
    errors=(Code.NOT_FOUND, Code.UNAVAILABLE),
)
def delete(services: ListsApi, request: Request) -> Reply:
    services.keep_lists.remove(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "GET",
    "/api/lists/{id}/members",
    "listListMembers",
    "List the members of one of the reader's lists, newest account first.",
    query=PageQuery,
    returns=schemas.UserPage,
    errors=(Code.NOT_FOUND,),
    lists=True,
)
def members(services: ListsApi, request: Request) -> Reply:
    query = request.query(PageQuery)
    within = PageRange(query.limit, request.position(MEMBERS, query.cursor))
    page = services.list_members.page(request.viewer, request.path_id("id"), within)
    return Reply(200, present.users(page.users, Request.next_token(MEMBERS, page.next_before)))


@api.route(
    "POST",
    "/api/lists/{id}/members",
    "addListMembers",
    "Add followed accounts to a list, all or none; members stay so.",
    body=requests_lists.NewListMembers,
    status=204,
    errors=(Code.NOT_FOUND, Code.LIMIT_REACHED, Code.UNAVAILABLE),
)
def add_members(services: ListsApi, request: Request) -> Reply:
    user_ids = request.body(requests_lists.NewListMembers).user_ids
    services.list_members.add(request.viewer, request.path_id("id"), user_ids)
    return Reply(204)


@api.route(
    "DELETE",
    "/api/lists/{id}/members",
    "removeListMembers",
    "Take accounts out of a list; who is no member does not matter.",
    query=requests_lists.LeavingQuery,
    status=204,
    errors=(Code.NOT_FOUND, Code.UNAVAILABLE),
)
def remove_members(services: ListsApi, request: Request) -> Reply:
    leaving = request.query(requests_lists.LeavingQuery).ids
    services.list_members.remove(request.viewer, request.path_id("id"), leaving)
    return Reply(204)


@api.route(
    "GET",
    "/api/users/{id}/lists",
    "listListsOfUser",
    "List which of the reader's lists hold an account.",
    returns=schemas_lists.AccountLists,
    errors=(Code.NOT_FOUND,),
)
def holding(services: ListsApi, request: Request) -> Reply:
    return Reply(200, present_lists.all_lists(services.list_members.holding(request.viewer, request.path_id("id"))))


lambda_handler = api.lambda_handler
