"""Statuses for clients of Mastodon: publish, read, edit, delete, and what stands around them."""

from __future__ import annotations

from dataclasses import replace

from functions.statuses_api import acts, direct, embedding, lists, polls, quotes, scheduled
from functions.statuses_api.presenting import api, presenter, status
from linnet.domain.errors import not_found
from linnet.domain.tweets import Retweet
from linnet.domain.views import ShownTweet
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.requests import statuses as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.routes import Auth
from linnet.runtime.wiring.statuses_api import StatusesApi
from linnet.services.find_tweet import NotTheAuthor

__all__ = ["acts", "api", "embedding", "lambda_handler", "lists", "polls", "quotes", "scheduled"]


@api.route(
    "POST",
    "/api/v1/statuses",
    "Publish a status, now or at a time.",
    scope="write:statuses",
    bucket="posts",
    accepts=requests.NewStatus,
    returns=entities.Published,
)
def create(services: StatusesApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.NewStatus)
    key = requests.idempotency_key(request.headers.get("idempotency-key"))
    message = direct.sent(services, request, asked, key)
    if message is not None:
        return message
    draft = asked.draft()
    if asked.scheduled_at is not None:
        saved = services.drafts.save_draft.create(request.viewer, draft, asked.scheduled_at, key)
        return scheduled.answer(saved, request.origin)
    return status(request, services.tweets.publish_tweet.run(request.viewer, draft, key))


@api.route(
    "GET",
    "/api/v1/statuses",
    "Read several statuses by id; those the reader may not see are left out.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    accepts=requests.StatusesById,
    returns=entities.Statuses,
)
def read_many(services: StatusesApi, request: FacadeRequest) -> Reply:
    ids = request.form(requests.StatusesById).id
    shown = services.tweets.read_tweets.by_ids(request.reader, ids)
    return Reply(200, direct.by_ids(services, request, ids, shown))


@api.route(
    "GET",
    "/api/v1/statuses/{id}",
    "Read a status.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    returns=entities.Status,
)
def read_one(services: StatusesApi, request: FacadeRequest) -> Reply:
    message = direct.found(services, request)
    if message is not None:
        return Reply(200, direct.status(request, message))
    return status(request, _shown(services, request))


@api.route(
    "PUT",
    "/api/v1/statuses/{id}",
    "Edit a status of one's own; what is not named stays, and so does who may read it.",
    scope="write:statuses",
    accepts=requests.EditedStatus,
    returns=entities.Status,
)
def edit(services: StatusesApi, request: FacadeRequest) -> Reply:
    asked = request.form(requests.EditedStatus)
    revision = asked.revision()
    if direct.found(services, request) is not None:
        raise direct.refused("edited")
    try:
        shown = services.tweets.edit_tweet.run(request.viewer, request.path_id(), revision)
        if asked.quote_approval_policy is not None:
            shown = services.tweets.choose_quotes.allow(request.viewer, shown.tweet.id, asked.quote_approval_policy)
    except NotTheAuthor as error:
        raise not_found("status") from error
    return status(request, shown)


@api.route(
    "DELETE",
    "/api/v1/statuses/{id}",
    "Delete a status of one's own, or take a boost back; the answer has its text, to write it anew.",
    scope="write:statuses",
    accepts=requests.DeletedStatus,
    returns=entities.Status,
)
def delete(services: StatusesApi, request: FacadeRequest) -> Reply:
    message = direct.found(services, request)
    if message is not None:
        return direct.unsent(services, request, message)
    keep_media = not request.form(requests.DeletedStatus).delete_media
    try:
        post, author = services.tweets.delete_tweet.run(request.viewer, request.path_id(), keep_media=keep_media)
    except NotTheAuthor as error:
        raise not_found("status") from error
    if isinstance(post, Retweet):
        original = services.tweets.read_tweets.one(request.viewer, post.original_id)
        flags = replace(original.flags, retweet_id=None)
        return status(request, replace(original, flags=flags, retweet=post, retweeter=author))
    quoted = [] if post.quote_of_id is None else services.tweets.read_tweets.by_ids(request.viewer, [post.quote_of_id])
    shown = ShownTweet(post, author, quote=quoted[0] if quoted else None, read_ms=services.clock.now_ms())
    return Reply(200, presenter(request).one(shown, text=post.text))


@api.route(
    "GET",
    "/api/v1/statuses/{id}/context",
    "Read what a status answers and what answers it.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    returns=entities.Context,
)
def context(services: StatusesApi, request: FacadeRequest) -> Reply:
    message = direct.found(services, request)
    if message is not None:
        return direct.context(services, request, message)
    thread = services.read_context.run(request.reader, request.path_id())
    present = presenter(request)
    return Reply(
        200,
        entities.Context(
            ancestors=[present.one(each) for each in thread.ancestors],
            descendants=[present.one(each) for each in thread.replies],
        ),
    )


@api.route(
    "GET",
    "/api/v1/statuses/{id}/source",
    "Read a status as it was typed.",
    scope="read:statuses",
    returns=entities.StatusSource,
)
def source(services: StatusesApi, request: FacadeRequest) -> Reply:
    message = direct.found(services, request)
    if message is not None:
        text = message.shown.message.text
        return Reply(200, entities.StatusSource(id=str(message.shown.message.id), text=text, spoiler_text=""))
    tweet = _shown(services, request).tweet
    return Reply(200, entities.StatusSource(id=str(tweet.id), text=tweet.text, spoiler_text=tweet.content_warning))


@api.route(
    "GET",
    "/api/v1/statuses/{id}/history",
    "Read all states of a status, oldest first.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    returns=entities.StatusEdits,
)
def history(services: StatusesApi, request: FacadeRequest) -> Reply:
    message = direct.found(services, request)
    if message is not None:
        return Reply(200, direct.only_state(request, message))
    shown, versions = services.tweets.read_history.with_tweet(request.reader, request.path_id())
    return Reply(200, StatusPresenter(request.origin, request.reader).edits(versions, shown))


@api.route(
    "GET",
    "/api/v1/statuses/{id}/card",
    "Read what the link of a status leads to: nothing yet.",
    auth=Auth.OPTIONAL,
    scope="read:statuses",
    returns=Nothing,
)
def card(services: StatusesApi, request: FacadeRequest) -> Reply:
    if direct.found(services, request) is None:
        _shown(services, request)
    return Reply(200, Nothing())


def _shown(services: StatusesApi, request: FacadeRequest) -> ShownTweet:
    return services.tweets.read_tweets.one(request.reader, request.path_id())


lambda_handler = api.lambda_handler
