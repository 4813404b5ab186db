"""Filters: words and tweets that somebody wants to be warned of, or not to see."""

from __future__ import annotations

from functions.filters_api import version_one
from functions.filters_api.mastodon import facade
from linnet.domain.errors import Code
from linnet.facades.native import present_filters, requests_filters, schemas_filters
from linnet.runtime.http import Api, Reply, Request
from linnet.runtime.wiring.filters_api import FiltersApi, build

__all__ = ["api", "lambda_handler", "version_one"]

api = Api("filters_api", build, beside=facade)


@api.route(
    "GET",
    "/api/filters",
    "listFilters",
    "List the reader's filters, oldest first, also those that have ended.",
    returns=schemas_filters.Filters,
)
def all_filters(services: FiltersApi, request: Request) -> Reply:
    return Reply(200, present_filters.all_filters(services.keep_filters.all(request.viewer)))


@api.route(
    "POST",
    "/api/filters",
    "createFilter",
    "Make a filter; it holds from the next read on.",
    body=requests_filters.NewFilter,
    returns=schemas_filters.Filter,
    status=201,
    errors=(Code.LIMIT_REACHED, Code.CONFLICT),
)
def create(services: FiltersApi, request: Request) -> Reply:
    edit = request.body(requests_filters.NewFilter).edit()
    return Reply(201, present_filters.one_filter(services.keep_filters.create(request.viewer, edit)))


@api.route(
    "GET",
    "/api/filters/{id}",
    "getFilter",
    "Read one of the reader's filters; those of others do not exist.",
    returns=schemas_filters.Filter,
    errors=(Code.NOT_FOUND,),
)
def one(services: FiltersApi, request: Request) -> Reply:
    return Reply(200, present_filters.one_filter(services.keep_filters.one(request.viewer, request.path_id("id"))))


@api.route(
    "PATCH",
    "/api/filters/{id}",
    "updateFilter",
    "Change a filter; what is left out stays as it is.",
    body=requests_filters.FilterChange,
    returns=schemas_filters.Filter,
    errors=(Code.NOT_FOUND, Code.LIMIT_REACHED, Code.CONFLICT),
)
def update(services: FiltersApi, request: Request) -> Reply:
    edit = request.body(requests_filters.FilterChange).edit()
    edited = services.keep_filters.edit(request.viewer, request.path_id("id"), edit)
    return Reply(200, present_filters.one_filter(edited))


@api.route(
    "DELETE",
    "/api/filters/{id}",
    "deleteFilter",
    "Remove a filter.",
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def delete(services: FiltersApi, request: Request) -> Reply:
    services.keep_filters.remove(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "POST",
    "/api/filters/{id}/tweets",
    "addFilteredTweet",
    "Let a filter match a tweet, whatever it says; again changes nothing.",
    body=requests_filters.NewFilteredTweet,
    returns=schemas_filters.Filter,
    errors=(Code.NOT_FOUND, Code.LIMIT_REACHED, Code.CONFLICT),
)
def add_tweet(services: FiltersApi, request: Request) -> Reply:
    tweet_id = request.body(requests_filters.NewFilteredTweet).tweet_id
    changed, _ = services.keep_filters.add_tweet(request.viewer, request.path_id("id"), tweet_id)
    return Reply(200, present_filters.one_filter(changed))


@api.route(
    "DELETE",
    "/api/filters/{id}/tweets/{tweet}",
    "removeFilteredTweet",
    "Let a filter match a tweet no longer, but for what it says.",
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def remove_tweet(services: FiltersApi, request: Request) -> Reply:
    services.keep_filters.forget_tweet(request.viewer, request.path_id("id"), request.path_id("tweet"))
    return Reply(204)


lambda_handler = api.lambda_handler
