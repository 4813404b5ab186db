"""Filters of version 2, as the client API of Mastodon has them."""

from __future__ import annotations

from typing import Final

from linnet.facades.mastodon.entities import filters as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.present import filters as present
from linnet.facades.mastodon.requests import filters as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.filters_api import FiltersApi, build
from linnet.services.keep_filters import FilterEdit

READ: Final = "read:filters"
WRITE: Final = "write:filters"

facade: Facade[FiltersApi] = Facade("filters_api", build)


@facade.route("GET", "/api/v2/filters", "List the reader's filters.", scope=READ, returns=entities.Filters)
def all_filters(services: FiltersApi, request: FacadeRequest) -> Reply:
    found = services.keep_filters.all(request.viewer)
    return Reply(200, entities.Filters([present.one_filter(each) for each in found]))


@facade.route(
    "POST",
    "/api/v2/filters",
    "Make a filter.",
    scope=WRITE,
    accepts=requests.FilterForm,
    returns=entities.Filter,
)
def create(services: FiltersApi, request: FacadeRequest) -> Reply:
    edit = request.form(requests.FilterForm).edit()
    return Reply(200, present.one_filter(services.keep_filters.create(request.viewer, edit)))


@facade.route("GET", "/api/v2/filters/{id}", "Show a filter.", scope=READ, returns=entities.Filter)
def show(services: FiltersApi, request: FacadeRequest) -> Reply:
    return Reply(200, present.one_filter(services.keep_filters.one(request.viewer, request.path_id())))


@facade.route(
    "PUT",
    "/api/v2/filters/{id}",
    "Change a filter and its keywords; what is not named stays.",
    scope=WRITE,
    accepts=requests.FilterForm,
    returns=entities.Filter,
)
def change(services: FiltersApi, request: FacadeRequest) -> Reply:
    edit = request.form(requests.FilterForm).edit()
    return Reply(200, present.one_filter(services.keep_filters.edit(request.viewer, request.path_id(), edit)))


@facade.route("DELETE", "/api/v2/filters/{id}", "Remove a filter.", scope=WRITE, returns=Nothing)
def remove(services: FiltersApi, request: FacadeRequest) -> Reply:
    services.keep_filters.remove(request.viewer, request.path_id())
    return Reply(200, Nothing())


@facade.route(
    "GET",
    "/api/v2/filters/{id}/keywords",
    "List the keywords of a filter.",
    scope=READ,
    returns=entities.FilterKeywords,
)
def keywords(services: FiltersApi, request: FacadeRequest) -> Reply:
    found = services.keep_filters.one(request.viewer, request.path_id())
    return Reply(200, entities.FilterKeywords([present.keyword(each) for each in found.keywords]))


@facade.route(
    "POST",
    "/api/v2/filters/{id}/keywords",
    "Add a keyword to a filter.",
    scope=WRITE,
    accepts=requests.NewKeyword,
    returns=entities.FilterKeyword,
)
def add_keyword(services: FiltersApi, request: FacadeRequest) -> Reply:
    edit = FilterEdit(keywords=(request.form(requests.NewKeyword).change(),))
    changed = services.keep_filters.edit(request.viewer, request.path_id(), edit)
    return Reply(200, present.keyword(changed.keywords[-1]))


@facade.route("GET", "/api/v2/filters/keywords/{id}", "Show a keyword.", scope=READ, returns=entities.FilterKeyword)
def show_keyword(services: FiltersApi, request: FacadeRequest) -> Reply:
    _, found = services.keep_filters.keyword(request.viewer, request.path_id())
    return Reply(200, present.keyword(found))


@facade.route(
    "PUT",
    "/api/v2/filters/keywords/{id}",
    "Change a keyword.",
    scope=WRITE,
    accepts=requests.ChangedKeyword,
    returns=entities.FilterKeyword,
)
def change_keyword(services: FiltersApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.ChangedKeyword).change()
    _, changed = services.keep_filters.change_keyword(request.viewer, request.path_id(), asked)
    return Reply(200, present.keyword(changed))


@facade.route("DELETE", "/api/v2/filters/keywords/{id}", "Remove a keyword.", scope=WRITE, returns=Nothing)
def remove_keyword(services: FiltersApi, request: FacadeRequest) -> Reply:
    services.keep_filters.remove_keyword(request.viewer, request.path_id())
    return Reply(200, Nothing())


@facade.route(
    "GET",
    "/api/v2/filters/{id}/statuses",
    "List the statuses that a filter names.",
    scope=READ,
    returns=entities.FilterStatuses,
)
def statuses(services: FiltersApi, request: FacadeRequest) -> Reply:
    found = services.keep_filters.one(request.viewer, request.path_id())
    return Reply(200, entities.FilterStatuses([present.named(each) for each in found.tweets]))


@facade.route(
    "POST",
    "/api/v2/filters/{id}/statuses",
    "Name a status in a filter; again changes nothing.",
    scope=WRITE,
    accepts=requests.NamedStatus,
    returns=entities.FilterStatus,
)
def add_status(services: FiltersApi, request: FacadeRequest) -> Reply:
    status_id = request.form(requests.NamedStatus).status_id
    _, added = services.keep_filters.add_tweet(request.viewer, request.path_id(), status_id)
    return Reply(200, present.named(added))


@facade.route(
    "GET",
    "/api/v2/filters/statuses/{id}",
    "Show a status that a filter names.",
    scope=READ,
    returns=entities.FilterStatus,
)
def show_status(services: FiltersApi, request: FacadeRequest) -> Reply:
    return Reply(200, present.named(services.keep_filters.tweet(request.viewer, request.path_id())))


@facade.route(
    "DELETE",
    "/api/v2/filters/statuses/{id}",
    "Name a status in a filter no longer; the answer is what was removed.",
    scope=WRITE,
    returns=entities.FilterStatus,
)
def remove_status(services: FiltersApi, request: FacadeRequest) -> Reply:
    removed = services.keep_filters.tweet(request.viewer, request.path_id())
    services.keep_filters.remove_tweet(request.viewer, request.path_id())
    return Reply(200, present.named(removed))
