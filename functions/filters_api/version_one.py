"""Filters of version 1: each is a keyword of one of today's filters."""

from __future__ import annotations

from dataclasses import replace

from functions.filters_api.mastodon import READ, WRITE, facade
from linnet.domain.errors import invalid
from linnet.facades.mastodon.entities import filters as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.present import filters as present
from linnet.facades.mastodon.requests import filters as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.filters_api import FiltersApi


@facade.route(
    "GET",
    "/api/v1/filters",
    "List the reader's filters of one keyword each.",
    scope=READ,
    returns=entities.FiltersOfOne,
)
def all_filters(services: FiltersApi, request: FacadeRequest) -> Reply:
    found = services.keep_filters.all(request.viewer)
    return Reply(200, entities.FiltersOfOne([present.of_one(each, word) for each in found for word in each.keywords]))


@facade.route(
    "POST",
    "/api/v1/filters",
    "Make a filter of one keyword.",
    scope=WRITE,
    accepts=requests.FilterOfOne,
    returns=entities.FilterOfOne,
)
def create(services: FiltersApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.FilterOfOne)
    if not (asked.phrase or "").strip():
        raise invalid("phrase", "can't be blank")
    edit = replace(asked.edit(), title=asked.phrase, keywords=(asked.change(),))
    made = services.keep_filters.create(request.viewer, edit)
    return Reply(200, present.of_one(made, made.keywords[0]))


@facade.route("GET", "/api/v1/filters/{id}", "Show a filter of one keyword.", scope=READ, returns=entities.FilterOfOne)
def show(services: FiltersApi, request: FacadeRequest) -> Reply:
    return Reply(200, present.of_one(*services.keep_filters.keyword(request.viewer, request.path_id())))


@facade.route(
    "PUT",
    "/api/v1/filters/{id}",
    "Change a filter of one keyword; what is not named stays.",
    scope=WRITE,
    accepts=requests.FilterOfOne,
    returns=entities.FilterOfOne,
)
def change(services: FiltersApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.FilterOfOne)
    changed = services.keep_filters.change_keyword(request.viewer, request.path_id(), asked.change(), asked.edit())
    return Reply(200, present.of_one(*changed))


@facade.route("DELETE", "/api/v1/filters/{id}", "Remove a filter of one keyword.", scope=WRITE, returns=Nothing)
def remove(services: FiltersApi, request: FacadeRequest) -> Reply:
    services.keep_filters.remove_keyword(request.viewer, request.path_id(), with_last=True)
    return Reply(200, Nothing())
