"""Direct messages as statuses: sent, read, unsent and favourited by their ids."""

from __future__ import annotations

from functions.statuses_api.presenting import presenter
from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.users import User
from linnet.domain.views import PlacedMessage, ShownTweet
from linnet.facades.mastodon.entities import statuses as entities
from linnet.facades.mastodon.present.conversations import direct_status
from linnet.facades.mastodon.requests import statuses as requests
from linnet.runtime.answers import Reply
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.statuses_api import StatusesApi

# What a favourite is among the reactions of a message.
FAVOURITE = "❤️"


def sent(services: StatusesApi, request: FacadeRequest, asked: requests.NewStatus, key: str | None) -> Reply | None:
    """Send what is asked for as a message, if it is one: by its visibility, or because it answers one."""
    answered = None
    if asked.in_reply_to_id is not None:
        answered = services.find_message.one(request.viewer, asked.in_reply_to_id)
    if answered is None and asked.visibility != "direct":
        return None
    if answered is None and asked.in_reply_to_id is not None:
        # A status that is answered in private has to be there.
        services.tweets.read_tweets.one(request.viewer, asked.in_reply_to_id)
    message = services.send_direct.run(request.viewer, asked.message(), answered, key)
    return Reply(200, status(request, message))


def found(services: StatusesApi, request: FacadeRequest) -> PlacedMessage | None:
    """Return the message of the request's id, None where the reader sees none."""
    return services.find_message.one(request.reader, request.path_id())


def status(request: FacadeRequest, placed: PlacedMessage, *, text: str | None = None) -> entities.Status:
    """Present a message."""
    return direct_status(placed.shown, placed.people, request.viewer, request.origin, text=text)


def by_ids(services: StatusesApi, request: FacadeRequest, ids: list[int], shown: list[ShownTweet]) -> entities.Statuses:
    """Present tweets and, in the places that their ids have, messages."""
    messages = services.find_message.many(request.reader, ids)
    present = presenter(request)
    tweets = {each.retweet.id if each.retweet else each.tweet.id: each for each in shown}
    return entities.Statuses(
        [
            status(request, messages[each]) if each in messages else present.one(tweets[each])
            for each in dict.fromkeys(ids)
            if each in messages or each in tweets
        ]
    )


def context(services: StatusesApi, request: FacadeRequest, placed: PlacedMessage) -> Reply:
    """Answer with what was written around a message."""
    older, newer = services.find_message.around(request.viewer, placed.shown.message)
    return Reply(
        200,
        entities.Context(
            ancestors=[status(request, each) for each in older], descendants=[status(request, each) for each in newer]
        ),
    )


def unsent(services: StatusesApi, request: FacadeRequest, placed: PlacedMessage) -> Reply:
    """Unsend a message of one's own."""
    message = placed.shown.message
    if message.author_id != request.viewer.user_id:
        raise not_found("status")
    services.unsend_message.run(request.viewer, message.conversation_id, message.id)
    return Reply(200, status(request, placed, text=message.text))


def favourited(services: StatusesApi, request: FacadeRequest, placed: PlacedMessage) -> Reply:
    """React to a message, unless the reader did so in any way."""
    message, me = placed.shown.message, request.viewer
    if me.user_id not in message.reactions:
        services.react_to_message.run(me, message.conversation_id, message.id, FAVOURITE)
    return _again(services, request)


def unfavourited(services: StatusesApi, request: FacadeRequest, placed: PlacedMessage) -> Reply:
    """Take the reader's reaction back."""
    message = placed.shown.message
    services.react_to_message.run(request.viewer, message.conversation_id, message.id, None)
    return _again(services, request)


def favouriters(placed: PlacedMessage) -> list[User]:
    """Return those of the members whom the reader may meet who reacted."""
    return [each for each in placed.people if each.id in placed.shown.message.reactions]


def only_state(request: FacadeRequest, placed: PlacedMessage) -> entities.StatusEdits:
    """Present the one state that a message has."""
    shown = status(request, placed)
    return entities.StatusEdits(
        [
            entities.StatusEdit(
                content=shown.content,
                spoiler_text="",
                sensitive=False,
                created_at=shown.created_at,
                account=shown.account,
                poll=None,
                media_attachments=[],
                emojis=[],
            )
        ]
    )


def refused(what: str) -> DomainError:
    """Say what cannot be done with a message."""
    return DomainError(Code.INVALID, f"direct messages cannot be {what}")


def _again(services: StatusesApi, request: FacadeRequest) -> Reply:
    placed = found(services, request)
    if placed is None:
        raise not_found("status")
    return Reply(200, status(request, placed))
