"""Polls: those of statuses, whose ids they have."""

from __future__ import annotations

from functions.statuses_api.presenting import api
from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.views import ShownTweet
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.requests import statuses as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.statuses_api import StatusesApi


@api.route(
    "GET", "/api/v1/polls/{id}", "Read a poll.", auth=Auth.OPTIONAL, scope="read:statuses", returns=entities.Poll
)
def read_poll(services: StatusesApi, request: FacadeRequest) -> Reply:
    return _poll(request, services.tweets.read_tweets.one(request.reader, request.path_id()))


@api.route(
    "POST",
    "/api/v1/polls/{id}/votes",
    "Vote in a poll, once and for good.",
    scope="write:statuses",
    accepts=requests.NewVote,
    returns=entities.Poll,
)
def vote(services: StatusesApi, request: FacadeRequest) -> Reply:
    choices = request.form(requests.NewVote).choices
    try:
        shown = services.engagement.vote_in_poll.run(request.viewer, request.path_id(), choices)
    except DomainError as refused:
        if refused.code is not Code.CONFLICT:
            raise
        # Clients show a text to the voter at 422 and nothing at 409.
        raise DomainError(Code.INVALID, refused.message) from refused
    return _poll(request, shown)


def _poll(request: FacadeRequest, shown: ShownTweet) -> Reply:
    poll = StatusPresenter(request.origin, request.reader).poll(shown)
    if poll is None:
        raise not_found("poll")
    return Reply(200, poll)
