"""Who may quote a status, and quotes that its author takes back."""

from __future__ import annotations

from dataclasses import replace

from functions.statuses_api.presenting import api, status
from linnet.domain.errors import not_found
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.requests import statuses as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.statuses_api import StatusesApi
from linnet.services.find_tweet import NotTheAuthor


@api.route(
    "PUT",
    "/api/v1/statuses/{id}/interaction_policy",
    "Choose who may quote a status of one's own from now on.",
    scope="write:statuses",
    accepts=requests.ChosenQuotes,
    returns=entities.Status,
)
def choose(services: StatusesApi, request: FacadeRequest) -> Reply:
    policy = request.form(requests.ChosenQuotes).quote_approval_policy
    try:
        return status(request, services.tweets.choose_quotes.allow(request.viewer, request.path_id(), policy))
    except NotTheAuthor as error:
        raise not_found("status") from error


@api.route(
    "POST",
    "/api/v1/statuses/{id}/quotes/{quoting_id}/revoke",
    "Take a status of one's own out of one that quotes it, for good; the answer is that one.",
    scope="write:statuses",
    returns=entities.Status,
)
def revoke(services: StatusesApi, request: FacadeRequest) -> Reply:
    quoting_id = request.path_id("quoting_id")
    try:
        services.tweets.choose_quotes.revoke(request.viewer, request.path_id(), quoting_id)
    except NotTheAuthor as error:
        raise not_found("status") from error
    shown = services.tweets.read_tweets.one(request.viewer, quoting_id)
    return status(request, replace(shown, tweet=replace(shown.tweet, quote_revoked=True), quote=None))
