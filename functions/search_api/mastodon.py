"""Searches as clients of Mastodon make them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from linnet.domain.errors import Code, DomainError
from linnet.domain.search.found import Sought
from linnet.domain.users import Viewer
from linnet.facades.mastodon.entities import tags as entities
from linnet.facades.mastodon.present.accounts import account
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.present.tags import tags
from linnet.facades.mastodon.requests import search as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.search_api import SearchApi, build
from linnet.services.search_by_offset import CountedSearch, FoundByOffset

T = TypeVar("T")

facade: Facade[SearchApi] = Facade("search_api", build)


@facade.route(
    "GET",
    "/api/v2/search",
    "Find accounts, statuses (with a token) and hashtags.",
    auth=Auth.OPTIONAL,
    scope="read:search",
    bucket="searches",
    accepts=requests.SearchForm,
    returns=entities.SearchResults,
)
def search(services: SearchApi, request: FacadeRequest) -> Reply:
    return Reply(200, _results(services, request))


@facade.route(
    "GET",
    "/api/v1/search",
    "Find the same; hashtags are words.",
    auth=Auth.OPTIONAL,
    scope="read:search",
    bucket="searches",
    accepts=requests.SearchForm,
    returns=entities.OldSearchResults,
)
def old_search(services: SearchApi, request: FacadeRequest) -> Reply:
    found = _results(services, request)
    return Reply(
        200,
        entities.OldSearchResults(
            accounts=found.accounts, statuses=found.statuses, hashtags=[each.name for each in found.hashtags]
        ),
    )


def _results(services: SearchApi, request: FacadeRequest) -> entities.SearchResults:
    form = request.form(requests.SearchForm)
    match requests.meaning(form.q, request.origin):
        case requests.AccountAddress(name):
            found = _account_at(services, request.reader, name, form)
        case requests.StatusAddress(tweet_id):
            found = _status_at(services, request.reader, tweet_id, form)
        case requests.Words(text):
            found = _search(services, request.reader, text, form)
    names = [each.tag for each in found.hashtags]
    days = services.tag_days.of(names, services.clock.now_ms())
    followed = services.followed_tags(request.reader) if names else None
    return entities.SearchResults(
        accounts=[account(each, request.origin) for each in found.users],
        statuses=StatusPresenter(request.origin, request.reader).all(found.tweets).root,
        hashtags=tags(names, days, request.origin, followed),
    )


def _search(services: SearchApi, reader: Viewer | None, text: str, form: requests.SearchForm) -> FoundByOffset:
    sought = requests.without_place(text)
    if not sought:
        return FoundByOffset()
    return services.search_by_offset.run(
        reader, CountedSearch(form.sought, sought, form.page, form.account_id, form.following)
    )


def _account_at(services: SearchApi, reader: Viewer | None, name: str, form: requests.SearchForm) -> FoundByOffset:
    if form.sought not in (Sought.ALL, Sought.USERS):
        return FoundByOffset()
    read = services.read_users
    find = (lambda: read.by_id(reader, int(name))) if name.isdigit() else lambda: read.by_username(reader, name)
    return FoundByOffset(users=_if_seen(find))


def _status_at(services: SearchApi, reader: Viewer | None, tweet_id: int, form: requests.SearchForm) -> FoundByOffset:
    if form.sought not in (Sought.ALL, Sought.TWEETS):
        return FoundByOffset()
    return FoundByOffset(tweets=_if_seen(lambda: services.read_tweets.one(reader, tweet_id)))


def _if_seen(find: Callable[[], T]) -> list[T]:
    """Return what may be seen: for who searches, the rest is simply not found."""
    try:
        return [find()]
    except DomainError as error:
        if error.code is not Code.NOT_FOUND:
            raise
        return []
