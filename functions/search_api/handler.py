"""Searches over HTTP: find tweets, people and hashtags; keep searches; forget those one made."""

from __future__ import annotations

from functions.search_api.mastodon import facade
from linnet.domain.errors import Code
from linnet.facades.native import present_search as present
from linnet.facades.native import requests_search as requests
from linnet.facades.native import schemas_search as schemas
from linnet.ports.search import Position
from linnet.runtime import pagination
from linnet.runtime.http import Api, Auth, Reply, Request
from linnet.runtime.wiring.search_api import SearchApi, build
from linnet.services.search import Found, SearchRequest
from linnet.services.search_tweets import Place, TweetQuery

api = Api("search_api", build, beside=facade)


@api.route(
    "GET",
    "/api/search",
    "search",
    "Find tweets, people and hashtags.",
    auth=Auth.OPTIONAL,
    bucket="searches",
    query=requests.SearchQuery,
    returns=schemas.SearchPage,
    errors=(Code.INVALID, Code.FORBIDDEN, Code.UNAVAILABLE),
    lists=True,
)
def search(services: SearchApi, request: Request) -> Reply:
    query = request.query(requests.SearchQuery)
    # A cursor is one of this very search.
    kind = f"search {query.sought} {query.sort} {query.lang} {query.q}"
    wanted = SearchRequest(
        sought=query.sought,
        query=TweetQuery(query.q, query.sort, query.lang),
        limit=query.limit,
        place=None if query.cursor is None else _place(kind, query.cursor),
        explain=query.explain,
    )

    def answer() -> Found:
        return services.search.run(request.reader, wanted)

    remembers = request.reader is not None and query.cursor is None
    found = services.remember.beside(request.viewer, query.q, answer) if remembers else answer()
    return Reply(200, present.page(found, _token(kind, found.next_place), query.explain))


def _place(kind: str, cursor: str) -> Place:
    key, last_id, now_ms = pagination.decode_place(kind, cursor)
    return Place(Position(key, last_id), now_ms)


def _token(kind: str, place: Place | None) -> str | None:
    if place is None:
        return None
    return pagination.encode_place(kind, place.position.key, place.position.id, place.now_ms)


@api.route(
    "GET",
    "/api/search/suggest",
    "suggest",
    "Propose accounts and hashtags to who types: accounts that the reader follows first, hashtags in use.",
    auth=Auth.OPTIONAL,
    query=requests.SuggestQuery,
    returns=schemas.Suggestions,
    errors=(Code.INVALID,),
    lists=True,
)
def suggest(services: SearchApi, request: Request) -> Reply:
    query = request.query(requests.SuggestQuery)
    return Reply(200, present.suggestions(services.suggest.run(request.reader, query.q, query.limit)))


@api.route(
    "GET",
    "/api/search/saved",
    "listSavedSearches",
    "List the searches that the reader saved.",
    returns=schemas.SavedSearches,
)
def saved(services: SearchApi, request: Request) -> Reply:
    return Reply(200, present.all_saved(services.save_search.all(request.viewer)))


@api.route(
    "POST",
    "/api/search/saved",
    "saveSearch",
    "Save a search; one that is saved already takes the new name.",
    body=requests.NewSavedSearch,
    returns=schemas.SavedSearch,
    status=201,
    errors=(Code.INVALID, Code.LIMIT_REACHED, Code.CONFLICT),
)
def save(services: SearchApi, request: Request) -> Reply:
    body = request.body(requests.NewSavedSearch)
    return Reply(201, present.saved(services.save_search.run(request.viewer, body.name, body.q)))


@api.route(
    "PATCH",
    "/api/search/saved/{id}",
    "renameSavedSearch",
    "Give a saved search another name.",
    body=requests.SavedSearchName,
    returns=schemas.SavedSearch,
    errors=(Code.INVALID, Code.NOT_FOUND, Code.CONFLICT),
)
def rename(services: SearchApi, request: Request) -> Reply:
    name = request.body(requests.SavedSearchName).name
    return Reply(200, present.saved(services.save_search.rename(request.viewer, request.path_id("id"), name)))


@api.route(
    "DELETE",
    "/api/search/saved/{id}",
    "removeSavedSearch",
    "Remove a saved search; again changes nothing.",
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def remove(services: SearchApi, request: Request) -> Reply:
    services.save_search.remove(request.viewer, request.path_id("id"))
    return Reply(204)


@api.route(
    "GET",
    "/api/search/recent",
    "listRecentSearches",
    "List the reader's last searches, newest first.",
    returns=schemas.RecentSearches,
    errors=(Code.UNAVAILABLE,),
)
def recent(services: SearchApi, request: Request) -> Reply:
    return Reply(200, present.recent(services.recall.run(request.viewer)))


@api.route(
    "DELETE",
    "/api/search/recent",
    "clearRecentSearches",
    "Forget all of the reader's last searches.",
    status=204,
    errors=(Code.CONFLICT, Code.UNAVAILABLE),
)
def clear(services: SearchApi, request: Request) -> Reply:
    services.recall.clear(request.viewer)
    return Reply(204)


@api.route(
    "POST",
    "/api/search/recent/forget",
    "forgetRecentSearch",
    "Forget one of the reader's last searches, if it is there.",
    body=requests.SearchToForget,
    status=204,
    errors=(Code.INVALID, Code.CONFLICT, Code.UNAVAILABLE),
)
def forget(services: SearchApi, request: Request) -> Reply:
    services.recall.forget(request.viewer, request.body(requests.SearchToForget).q)
    return Reply(204)


@api.route(
    "GET",
    "/api/users/{id}/featured-hashtags",
    "listFeaturedHashtags",
    "List the hashtags that an account features, with how often it used them.",
    auth=Auth.OPTIONAL,
    returns=schemas.FeaturedHashtags,
    errors=(Code.NOT_FOUND,),
)
def featured(services: SearchApi, request: Request) -> Reply:
    owner = services.read_users.by_id(request.reader, request.path_id("id"))
    return Reply(200, present.featured(services.show_featured.of(owner.id)))


@api.route(
    "GET",
    "/api/featured-hashtags/suggestions",
    "suggestFeaturedHashtags",
    "List the hashtags that the reader used most and does not feature.",
    returns=schemas.UsedHashtags,
)
def featured_suggestions(services: SearchApi, request: Request) -> Reply:
    return Reply(200, present.used_hashtags(services.show_featured.suggestions(request.viewer)))


@api.route(
    "POST",
    "/api/hashtags/{tag}/feature",
    "featureHashtag",
    "Feature a hashtag on one's own profile; again changes nothing.",
    returns=schemas.FeaturedHashtag,
    errors=(Code.NOT_FOUND, Code.LIMIT_REACHED, Code.CONFLICT),
)
def feature(services: SearchApi, request: Request) -> Reply:
    added = services.keep_featured.add(request.viewer, request.path("tag"))
    return Reply(200, present.featured_hashtag(services.show_featured.one(request.viewer.user_id, added)))


@api.route(
    "DELETE",
    "/api/hashtags/{tag}/feature",
    "unfeatureHashtag",
    "Feature a hashtag no longer; again changes nothing.",
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def unfeature(services: SearchApi, request: Request) -> Reply:
    services.keep_featured.remove(request.viewer, request.path("tag"))
    return Reply(204)


lambda_handler = api.lambda_handler
