"""What the operations on messages answer."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from linnet.domain.ids import created_ms
from linnet.domain.messages import MAX_MEDIA, MAX_MEMBERS
from linnet.domain.views import ShownConversation, ShownMessage
from linnet.facades.moments import moment
from linnet.facades.native import present
from linnet.facades.native.schemas import Author, IdString, Moment, Page, Shape, Short, Text

ConversationId = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}(-[0-9]{1,19})?$", max_length=39)]


class MessageReaction(Shape):
    """What one member reacted with."""

    user_id: IdString
    emoji: Short


class Message(Shape):
    """A message. Ids rise within a conversation, in the one order that all members see; an unsent one has no text."""

    id: IdString
    conversation_id: ConversationId
    author: Author
    text: Text
    media_ids: list[IdString] = Field(max_length=MAX_MEDIA)
    reactions: list[MessageReaction] = Field(max_length=10 * MAX_MEMBERS)
    sent_at: Moment
    unsent: bool


class MessagePage(Page[Message]):
    """A page of messages in the direction asked for."""


class ReadMarker(Shape):
    """How far a member has read."""

    user_id: IdString
    up_to: IdString


class Conversation(Shape):
    """A conversation as the reader sees it; in lists `people` are a few of the members and `reads` is empty."""

    id: ConversationId
    kind: Literal["direct", "group"]
    title: Short
    people: list[Author] = Field(max_length=MAX_MEMBERS)
    member_count: int
    admin_ids: list[IdString] = Field(max_length=MAX_MEMBERS)
    last_message: Message | None
    unread: bool
    read_up_to: IdString | None
    request: bool
    reads: list[ReadMarker] = Field(max_length=MAX_MEMBERS)


class ConversationPage(Page[Conversation]):
    """A page of conversations, newest first."""


def message(shown: ShownMessage) -> Message:
    """Present a message."""
    value = shown.message
    return Message(
        id=str(value.id),
        conversation_id=value.conversation_id,
        author=present.author(shown.author),
        text=value.text,
        media_ids=[str(each) for each in value.media_ids],
        reactions=[
            MessageReaction(user_id=str(user_id), emoji=emoji) for user_id, emoji in sorted(value.reactions.items())
        ],
        sent_at=moment(created_ms(value.id)),
        unsent=value.unsent_ms is not None,
    )


def conversation(shown: ShownConversation) -> Conversation:
    """Present a conversation."""
    head = shown.conversation
    return Conversation(
        id=head.id,
        kind="group" if head.is_group else "direct",
        title=head.title,
        people=[present.author(each) for each in shown.people],
        member_count=len(head.members),
        admin_ids=[str(each) for each in sorted(head.admins)],
        last_message=None if shown.last is None else message(shown.last),
        unread=shown.unread,
        read_up_to=present.identifier(shown.read_id or None),
        request=shown.request,
        reads=[ReadMarker(user_id=str(each), up_to=str(upto)) for each, upto in sorted(shown.reads.items())],
    )
