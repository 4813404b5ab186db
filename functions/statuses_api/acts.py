"""What an account does to a status. All of it can be repeated: what is so already is answered as it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from functions.statuses_api import direct
from functions.statuses_api.presenting import api, presenter, status
from linnet.domain.errors import Code, DomainError
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.facades.mastodon.entities import statuses as entities
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.statuses_api import StatusesApi
from linnet.services.already_so import AlreadySo
from linnet.services.find_tweet import NotTheAuthor

FAVOURITES: Final = "write:favourites"
STATUSES: Final = "write:statuses"
BOOKMARKS: Final = "write:bookmarks"
PINS: Final = "write:accounts"
MUTES: Final = "write:mutes"
# What clients of Mastodon show to people.
_NOT_PINNED: Final[Mapping[Code, str]] = {
    Code.LIMIT_REACHED: "you have already pinned the maximum number of posts",
    Code.FORBIDDEN: "only a public post can be pinned",
}


@api.route("POST", "/api/v1/statuses/{id}/favourite", "Favourite a status.", scope=FAVOURITES, returns=entities.Status)
def favourite(services: StatusesApi, request: FacadeRequest) -> Reply:
    message = direct.found(services, request)
    if message is not None:
        return direct.favourited(services, request, message)
    return status(request, _so(services.engagement.like_tweet.run, request))


@api.route(
    "POST", "/api/v1/statuses/{id}/unfavourite", "Take a favourite back.", scope=FAVOURITES, returns=entities.Status
)
def unfavourite(services: StatusesApi, request: FacadeRequest) -> Reply:
    message = direct.found(services, request)
    if message is not None:
        return direct.unfavourited(services, request, message)
    return status(request, _so(services.engagement.unlike_tweet.run, request))


@api.route(
    "POST",
    "/api/v1/statuses/{id}/reblog",
    "Boost a status; the answer is the boost, a status of its own around it.",
    scope=STATUSES,
    returns=entities.Status,
)
def reblog(services: StatusesApi, request: FacadeRequest) -> Reply:
    if direct.found(services, request) is not None:
        raise DomainError(Code.FORBIDDEN, "This action is not allowed")
    retweet = services.tweets.retweet_tweet
    return status(request, retweet.as_post(request.viewer, _so(retweet.run, request)))


@api.route(
    "POST",
    "/api/v1/statuses/{id}/unreblog",
    "Take a boost back; the answer is what was boosted.",
    scope=STATUSES,
    returns=entities.Status,
)
def unreblog(services: StatusesApi, request: FacadeRequest) -> Reply:
    return _message(services, request) or status(request, _so(services.tweets.undo_retweet.and_read, request))


@api.route("POST", "/api/v1/statuses/{id}/bookmark", "Bookmark a status.", scope=BOOKMARKS, returns=entities.Status)
def bookmark(services: StatusesApi, request: FacadeRequest) -> Reply:
    if direct.found(services, request) is not None:
        raise direct.refused("bookmarked")
    return status(request, _so(services.engagement.bookmark_tweet.keep, request))


@api.route("POST", "/api/v1/statuses/{id}/unbookmark", "Remove a bookmark.", scope=BOOKMARKS, returns=entities.Status)
def unbookmark(services: StatusesApi, request: FacadeRequest) -> Reply:
    return _message(services, request) or status(request, _so(services.engagement.bookmark_tweet.undo, request))


@api.route(
    "POST",
    "/api/v1/statuses/{id}/pin",
    "Pin a public status of one's own to the profile.",
    scope=PINS,
    returns=entities.Status,
)
def pin(services: StatusesApi, request: FacadeRequest) -> Reply:
    if direct.found(services, request) is not None:
        raise DomainError(Code.INVALID, "posts that are only visible to mentioned users cannot be pinned")
    try:
        shown = services.tweets.pin_tweet.pin(request.viewer, request.path_id())
    except DomainError as refused:
        text = _NOT_PINNED.get(refused.code, refused.message)
        if isinstance(refused, NotTheAuthor):
            text = "someone else's post cannot be pinned"
        elif refused.code not in _NOT_PINNED:
            raise
        raise DomainError(Code.INVALID, text) from refused
    return Reply(200, presenter(request).one(shown, pinned=True))


@api.route("POST", "/api/v1/statuses/{id}/unpin", "Unpin a status.", scope=PINS, returns=entities.Status)
def unpin(services: StatusesApi, request: FacadeRequest) -> Reply:
    message = _message(services, request)
    if message is not None:
        return message
    shown = services.tweets.read_tweets.one(request.viewer, request.path_id())
    if shown.author.id != request.viewer.user_id:
        return status(request, shown)
    services.tweets.pin_tweet.unpin(request.viewer, shown.tweet.id)
    return Reply(200, presenter(request).one(shown, pinned=False))


@api.route(
    "POST",
    "/api/v1/statuses/{id}/mute",
    "Hear nothing more of the conversation of a status.",
    scope=MUTES,
    returns=entities.Status,
)
def mute(services: StatusesApi, request: FacadeRequest) -> Reply:
    if direct.found(services, request) is not None:
        raise direct.refused("muted")
    return status(request, services.mute_thread.mute(request.viewer, request.path_id()))


@api.route(
    "POST",
    "/api/v1/statuses/{id}/unmute",
    "Hear of the conversation of a status again.",
    scope=MUTES,
    returns=entities.Status,
)
def unmute(services: StatusesApi, request: FacadeRequest) -> Reply:
    return _message(services, request) or status(
        request, services.mute_thread.unmute(request.viewer, request.path_id())
    )


def _message(services: StatusesApi, request: FacadeRequest) -> Reply | None:
    """Answer with a message as it stands, where what was asked for is so of every message."""
    message = direct.found(services, request)
    return None if message is None else Reply(200, direct.status(request, message))


def _so(act: Callable[[Viewer, int], ShownTweet], request: FacadeRequest) -> ShownTweet:
    """Do it and return the status, as it also does where it was so before."""
    try:
        return act(request.viewer, request.path_id())
    except AlreadySo as standing:
        return standing.shown
