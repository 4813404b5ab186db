"""Direct messages: conversations, groups, requests."""

from __future__ import annotations

import re
from typing import Final

from functions.messages_api.mastodon import facade
from linnet.domain.errors import Code, not_found
from linnet.domain.paging import PageRange
from linnet.facades.native import requests_messages as bodies
from linnet.facades.native import schemas_messages as schemas
from linnet.runtime.http import Api, Reply, Request
from linnet.runtime.wiring.messages_api import MessagesApi, build

# Cursors name their list: positions of one mean nothing in another.
INBOX: Final = "inbox"
REQUESTS: Final = "message_requests"
OLDER: Final = "messages"
NEWER: Final = "messages_newer"

CONVERSATION: Final = re.compile(r"[0-9]{1,19}(-[0-9]{1,19})?", re.ASCII)
CHANGES_GROUP: Final = (Code.NOT_FOUND, Code.BLOCKED, Code.INVALID, Code.LIMIT_REACHED)

api = Api("messages_api", build, beside=facade)


@api.route(
    "POST",
    "/api/messages/{id}",
    "sendDirectMessage",
    "Write to an account, which begins the conversation if there is none.",
    bucket="messages",
    body=bodies.NewMessage,
    returns=schemas.Message,
    status=201,
    errors=(Code.NOT_FOUND, Code.BLOCKED, Code.IDEMPOTENCY_MISMATCH),
    idempotent=True,
)
def send_to_user(services: MessagesApi, request: Request) -> Reply:
    draft = request.body(bodies.NewMessage).draft()
    sent = services.send_message.to_user(request.viewer, request.path_id("id"), draft, request.idempotency_key)
    return Reply(201, schemas.message(sent))


@api.route(
    "GET",
    "/api/conversations",
    "listConversations",
    "List the reader's conversations, or what strangers sent, newest first.",
    query=bodies.ConversationsQuery,
    returns=schemas.ConversationPage,
    lists=True,
)
def list_conversations(services: MessagesApi, request: Request) -> Reply:
    query = request.query(bodies.ConversationsQuery)
    kind = REQUESTS if query.box == "requests" else INBOX
    position = request.position(kind, query.cursor)
    page = services.read_conversations.page(request.viewer, kind == REQUESTS, PageRange(query.limit, position))
    items = [schemas.conversation(shown) for shown in page.conversations]
    return Reply(200, schemas.ConversationPage(items=items, next_token=Request.next_token(kind, page.next_before)))


@api.route(
    "POST",
    "/api/conversations",
    "createGroup",
    "Begin a group with up to 49 other accounts.",
    body=bodies.NewGroup,
    returns=schemas.Conversation,
    status=201,
    errors=(*CHANGES_GROUP, Code.IDEMPOTENCY_MISMATCH),
    idempotent=True,
)
def create_group(services: MessagesApi, request: Request) -> Reply:
    body = request.body(bodies.NewGroup)
    group = services.create_group.run(request.viewer, body.user_ids, body.title, request.idempotency_key)
    return _conversation(services, request, group.id, 201)


@api.route(
    "GET",
    "/api/conversations/{conversation}",
    "getConversation",
    "Read a conversation: its members, and how far they have read.",
    returns=schemas.Conversation,
    errors=(Code.NOT_FOUND,),
)
def read_conversation(services: MessagesApi, request: Request) -> Reply:
    return _conversation(services, request, _id(request))


@api.route(
    "PATCH",
    "/api/conversations/{conversation}",
    "renameGroup",
    "Rename a group; for its admins.",
    body=bodies.GroupTitle,
    returns=schemas.Conversation,
    errors=(Code.NOT_FOUND,),
)
def rename_group(services: MessagesApi, request: Request) -> Reply:
    services.change_group.rename(request.viewer, _id(request), request.body(bodies.GroupTitle).title)
    return _conversation(services, request, _id(request))


@api.route(
    "DELETE",
    "/api/conversations/{conversation}",
    "deleteConversation",
    "Delete a conversation for oneself; it comes back with the next message, and begins there.",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def delete_conversation(services: MessagesApi, request: Request) -> Reply:
    services.delete_conversation.run(request.viewer, _id(request))
    return Reply(204)


@api.route(
    "GET",
    "/api/conversations/{conversation}/messages",
    "listMessages",
    "List messages, backwards from the newest or onwards from one that the client has.",
    query=bodies.MessagesQuery,
    returns=schemas.MessagePage,
    errors=(Code.NOT_FOUND,),
    lists=True,
)
def list_messages(services: MessagesApi, request: Request) -> Reply:
    query = request.query(bodies.MessagesQuery)
    kind = NEWER if query.direction == "newer" else OLDER
    start = request.position(kind, query.cursor)
    if kind == NEWER:
        after = query.since if start is None else start
        page = services.read_messages.newer(request.viewer, _id(request), after, query.limit)
    else:
        page = services.read_messages.older(request.viewer, _id(request), start, query.limit)
    items = [schemas.message(shown) for shown in page.messages]
    return Reply(200, schemas.MessagePage(items=items, next_token=Request.next_token(kind, page.next_position)))


@api.route(
    "POST",
    "/api/conversations/{conversation}/messages",
    "sendMessage",
    "Write into a conversation.",
    bucket="messages",
    body=bodies.NewMessage,
    returns=schemas.Message,
    status=201,
    errors=(Code.NOT_FOUND, Code.BLOCKED, Code.IDEMPOTENCY_MISMATCH),
    idempotent=True,
)
def send_to_conversation(services: MessagesApi, request: Request) -> Reply:
    draft = request.body(bodies.NewMessage).draft()
    sent = services.send_message.to_conversation(request.viewer, _id(request), draft, request.idempotency_key)
    return Reply(201, schemas.message(sent))


@api.route(
    "POST",
    "/api/conversations/{conversation}/read",
    "markConversationRead",
    "Move the reader's marker forward; it never goes back.",
    body=bodies.ReadUpTo,
    status=204,
    errors=(Code.NOT_FOUND,),
)
def mark_read(services: MessagesApi, request: Request) -> Reply:
    services.mark_read.run(request.viewer, _id(request), request.body(bodies.ReadUpTo).up_to)
    return Reply(204)


@api.route(
    "POST",
    "/api/conversations/{conversation}/typing",
    "showTyping",
    "Tell the others that the reader is typing; nothing is stored.",
    bucket="messages",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def show_typing(services: MessagesApi, request: Request) -> Reply:
    services.show_typing.run(request.viewer, _id(request))
    return Reply(204)


@api.route(
    "POST",
    "/api/conversations/{conversation}/accept",
    "acceptMessageRequest",
    "Take a request into the inbox.",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def accept_request(services: MessagesApi, request: Request) -> Reply:
    services.answer_message_request.accept(request.viewer, _id(request))
    return Reply(204)


@api.route(
    "POST",
    "/api/conversations/{conversation}/refuse",
    "refuseMessageRequest",
    "Turn a request down: its sender may write no more, a group is left.",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def refuse_request(services: MessagesApi, request: Request) -> Reply:
    services.answer_message_request.refuse(request.viewer, _id(request))
    return Reply(204)


@api.route(
    "POST",
    "/api/conversations/{conversation}/members",
    "addGroupMembers",
    "Add accounts to a group; for its admins. They see what is sent from then on.",
    body=bodies.NewMembers,
    returns=schemas.Conversation,
    errors=CHANGES_GROUP,
)
def add_members(services: MessagesApi, request: Request) -> Reply:
    services.change_group.add(request.viewer, _id(request), request.body(bodies.NewMembers).user_ids)
    return _conversation(services, request, _id(request))


@api.route(
    "DELETE",
    "/api/conversations/{conversation}/members/{id}",
    "removeGroupMember",
    "Leave a group, or as an admin remove somebody.",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def remove_member(services: MessagesApi, request: Request) -> Reply:
    services.change_group.remove(request.viewer, _id(request), request.path_id("id"))
    return Reply(204)


@api.route(
    "PUT",
    "/api/conversations/{conversation}/admins/{id}",
    "appointGroupAdmin",
    "Make a member an admin; for admins.",
    status=204,
    errors=(Code.NOT_FOUND,),
)
def appoint_admin(services: MessagesApi, request: Request) -> Reply:
    services.change_group.appoint(request.viewer, _id(request), request.path_id("id"), True)
    return Reply(204)


@api.route(
    "DELETE",
    "/api/conversations/{conversation}/admins/{id}",
    "dismissGroupAdmin",
    "Make an admin a mere member; the last one stays.",
    status=204,
    errors=(Code.NOT_FOUND, Code.CONFLICT),
)
def dismiss_admin(services: MessagesApi, request: Request) -> Reply:
    services.change_group.appoint(request.viewer, _id(request), request.path_id("id"), False)
    return Reply(204)


@api.route(
    "DELETE",
    "/api/conversations/{conversation}/messages/{id}",
    "deleteMessage",
    "Delete a message for the reader, or unsend one's own for everyone.",
    query=bodies.DeleteQuery,
    status=204,
    errors=(Code.NOT_FOUND,),
)
def delete_message(services: MessagesApi, request: Request) -> Reply:
    everyone = request.query(bodies.DeleteQuery).scope == "everyone"
    delete = services.unsend_message.run if everyone else services.delete_message.run
    delete(request.viewer, _id(request), request.path_id("id"))
    return Reply(204)


@api.route(
    "PUT",
    "/api/conversations/{conversation}/messages/{id}/reaction",
    "reactToMessage",
    "React with one emoji, in place of an earlier one.",
    body=bodies.Reaction,
    status=204,
    errors=(Code.NOT_FOUND, Code.BLOCKED),
)
def react(services: MessagesApi, request: Request) -> Reply:
    emoji = request.body(bodies.Reaction).emoji
    services.react_to_message.run(request.viewer, _id(request), request.path_id("id"), emoji)
    return Reply(204)


@api.route(
    "DELETE",
    "/api/conversations/{conversation}/messages/{id}/reaction",
    "removeReaction",
    "Take one's reaction back.",
    status=204,
    errors=(Code.NOT_FOUND, Code.BLOCKED),
)
def remove_reaction(services: MessagesApi, request: Request) -> Reply:
    services.react_to_message.run(request.viewer, _id(request), request.path_id("id"), None)
    return Reply(204)


def _id(request: Request) -> str:
    text = request.path("conversation")
    if CONVERSATION.fullmatch(text) is None:
        raise not_found("conversation")
    return text


def _conversation(services: MessagesApi, request: Request, conversation_id: str, status: int = 200) -> Reply:
    shown = services.read_conversations.one(request.viewer, conversation_id)
    return Reply(status, schemas.conversation(shown))


lambda_handler = api.lambda_handler
