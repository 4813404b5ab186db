"""Lists, as the client API of Mastodon has them; their timelines are in `timelines_api`."""

from __future__ import annotations

from typing import Final

from linnet.facades.mastodon.entities import lists as entities
from linnet.facades.mastodon.entities.accounts import Accounts
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.paging import PageOf
from linnet.facades.mastodon.present import lists as present
from linnet.facades.mastodon.present.accounts import accounts
from linnet.facades.mastodon.requests import lists as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.lists_api import ListsApi, build

ACCOUNTS_A_PAGE: Final = 40

facade: Facade[ListsApi] = Facade("lists_api", build)


@facade.route("GET", "/api/v1/lists", "List the reader's lists.", scope="read:lists", returns=entities.UserLists)
def all_lists(services: ListsApi, request: FacadeRequest) -> Reply:
    return Reply(200, present.user_lists(services.keep_lists.all(request.viewer)))


@facade.route(
    "POST",
    "/api/v1/lists",
    "Make a list.",
    scope="write:lists",
    accepts=requests.NewList,
    returns=entities.UserList,
)
def create(services: ListsApi, request: FacadeRequest) -> Reply:
    new = request.form(requests.NewList)
    made = services.keep_lists.create(request.viewer, new.title, new.replies_policy, exclusive=new.exclusive)
    return Reply(200, present.user_list(made))


@facade.route("GET", "/api/v1/lists/{id}", "Return a list.", scope="read:lists", returns=entities.UserList)
def show(services: ListsApi, request: FacadeRequest) -> Reply:
    return Reply(200, present.user_list(services.keep_lists.one(request.viewer, request.path_id())))


@facade.route(
    "PUT",
    "/api/v1/lists/{id}",
    "Change a list; what is not named stays.",
    scope="write:lists",
    accepts=requests.ChangedList,
    returns=entities.UserList,
)
def change(services: ListsApi, request: FacadeRequest) -> Reply:
    edit = request.form(requests.ChangedList).edit()
    return Reply(200, present.user_list(services.keep_lists.edit(request.viewer, request.path_id(), edit)))


@facade.route("DELETE", "/api/v1/lists/{id}", "Remove a list.", scope="write:lists", returns=Nothing)
def remove(services: ListsApi, request: FacadeRequest) -> Reply:
    services.keep_lists.remove(request.viewer, request.path_id())
    return Reply(200, Nothing())


@facade.route(
    "GET",
    "/api/v1/lists/{id}/accounts",
    "List the members of a list.",
    scope="read:lists",
    accepts=PageOf,
    returns=Accounts,
)
def members(services: ListsApi, request: FacadeRequest) -> Reply:
    page = services.list_members.page(request.viewer, request.path_id(), request.form(PageOf).range(ACCOUNTS_A_PAGE))
    link = request.link(older=page.next_before, newer=page.next_after)
    return Reply(200, accounts(page.users, request.origin), link)


@facade.route(
    "POST",
    "/api/v1/lists/{id}/accounts",
    "Let followed accounts join a list, all or none.",
    scope="write:lists",
    accepts=requests.Members,
    returns=Nothing,
)
def add_members(services: ListsApi, request: FacadeRequest) -> Reply:
    joining = request.form(requests.Members).account_ids
    services.list_members.add(request.viewer, request.path_id(), joining)
    return Reply(200, Nothing())


@facade.route(
    "DELETE",
    "/api/v1/lists/{id}/accounts",
    "Let accounts leave a list.",
    scope="write:lists",
    accepts=requests.Members,
    returns=Nothing,
)
def remove_members(services: ListsApi, request: FacadeRequest) -> Reply:
    leaving = request.form(requests.Members).account_ids
    services.list_members.remove(request.viewer, request.path_id(), leaving)
    return Reply(200, Nothing())
