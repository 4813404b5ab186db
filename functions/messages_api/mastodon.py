"""Conversations as clients of Mastodon list them; what is written in them are statuses (`statuses_api`)."""

from __future__ import annotations

from typing import Final

from linnet.domain.errors import Code, DomainError
from linnet.domain.messages import direct_id
from linnet.domain.views import ShownConversation
from linnet.facades.mastodon.entities import conversations as entities
from linnet.facades.mastodon.entities.shape import Nothing
from linnet.facades.mastodon.paging import PageOf
from linnet.facades.mastodon.present.conversations import conversation
from linnet.runtime.answers import Reply
from linnet.runtime.facade import Facade
from linnet.runtime.facade_routes import FacadeRequest
from linnet.runtime.wiring.messages_api import MessagesApi, build

USUAL: Final = 20
READ: Final = "read:statuses"
WRITE: Final = "write:conversations"

facade: Facade[MessagesApi] = Facade("messages_api", build)


@facade.route(
    "GET",
    "/api/v1/conversations",
    "List the reader's conversations, by their newest messages, whose ids are also where pages stand.",
    scope=READ,
    accepts=PageOf,
    returns=entities.Conversations,
)
def list_conversations(services: MessagesApi, request: FacadeRequest) -> Reply:
    viewer = request.viewer
    page = services.read_conversations.page(viewer, False, request.form(PageOf).range(USUAL))
    shown = [conversation(each, viewer, request.origin) for each in page.conversations]
    headers = request.link(older=page.next_before, newer=page.next_after)
    return Reply(200, entities.Conversations(shown), headers)


@facade.route(
    "POST",
    "/api/v1/conversations/{id}/read",
    "Mark a conversation as read.",
    scope=WRITE,
    returns=entities.Conversation,
)
def mark_read(services: MessagesApi, request: FacadeRequest) -> Reply:
    found = _found(services, request).conversation
    services.mark_read.run(request.viewer, found.id, found.last_id)
    return Reply(200, conversation(_found(services, request), request.viewer, request.origin))


@facade.route(
    "DELETE",
    "/api/v1/conversations/{id}",
    "Delete a conversation for oneself; it comes back with the next message.",
    scope=WRITE,
    returns=Nothing,
)
def delete_conversation(services: MessagesApi, request: FacadeRequest) -> Reply:
    services.delete_conversation.run(request.viewer, _found(services, request).conversation.id)
    return Reply(200, Nothing())


def _found(services: MessagesApi, request: FacadeRequest) -> ShownConversation:
    """Return the conversation with the account of an id, else the group of that id."""
    number, viewer = request.path_id(), request.viewer
    try:
        return services.read_conversations.one(viewer, direct_id(viewer.user_id, number))
    except DomainError as error:
        if error.code is not Code.NOT_FOUND:
            raise
        return services.read_conversations.one(viewer, str(number))
