"""Delete a message for oneself, unsend it for everybody, react to it."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import messages as rules
from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.messages import React, Unsend
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock
from linnet.ports.messages import Messages
from linnet.services import message_text
from linnet.services.change_conversation import ChangeConversation
from linnet.services.read_messages import ReadMessages


@dataclass(frozen=True, slots=True)
class DeleteMessage:
    """Take a message out of the viewer's own sight; nobody else notices."""

    messages: Messages
    read: ReadMessages

    def run(self, viewer: Viewer, conversation_id: str, message_id: int) -> None:
        """Delete it for the viewer. Raise a DomainError (not found)."""
        self.read.one(viewer, conversation_id, message_id)
        self.messages.hide(conversation_id, message_id, viewer.user_id)


@dataclass(frozen=True, slots=True)
class UnsendMessage:
    """Take the content of one's own message away from everybody; a tombstone stays in its place."""

    read: ReadMessages
    change: ChangeConversation
    clock: Clock

    def run(self, viewer: Viewer, conversation_id: str, message_id: int) -> None:
        """Unsend it. Raise a DomainError: not found, or forbidden for somebody else's message."""
        seat, shown = self.read.one(viewer, conversation_id, message_id)
        if shown.message.author_id != viewer.user_id:
            raise DomainError(Code.FORBIDDEN, "only its author can unsend a message")
        if shown.message.unsent_ms is not None:
            raise not_found("message")
        self.change.run(
            viewer,
            seat.conversation,
            lambda current: rules.touch(current, viewer.user_id, message_id),
            effect=Unsend(message_id, self.clock.now_ms()),
        )


@dataclass(frozen=True, slots=True)
class ReactToMessage:
    """Each member has one reaction to a message; another one replaces it."""

    read: ReadMessages
    change: ChangeConversation

    def run(self, viewer: Viewer, conversation_id: str, message_id: int, emoji: str | None) -> None:
        """Set the viewer's reaction, or take it back. Raise a DomainError."""
        me = viewer.user_id
        checked = None if emoji is None else message_text.checked_reaction(emoji)
        seat, shown = self.read.one(viewer, conversation_id, message_id)
        head = seat.conversation
        if shown.message.reactions.get(me) == checked:
            return
        self.change.run(
            viewer,
            head,
            lambda current: rules.touch(current, me, message_id),
            effect=React(message_id, me, checked),
            unblocked=[] if head.is_group else [(me, head.other(me))],
        )
