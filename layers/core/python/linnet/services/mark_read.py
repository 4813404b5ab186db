"""Say how far a conversation has been read."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import invalid
from linnet.domain.users import Viewer
from linnet.ports.messages import Conversations
from linnet.services.find_conversation import FindConversation


@dataclass(frozen=True, slots=True)
class MarkRead:
    """A marker moves forward only: of two devices the one that has read further wins."""

    conversations: Conversations
    find: FindConversation

    def run(self, viewer: Viewer, conversation_id: str, message_id: int) -> None:
        """Mark everything up to a message as read. Raise a DomainError: not found, or invalid for a later message."""
        seat = self.find.run(viewer, conversation_id)
        if message_id > seat.conversation.last_id:
            raise invalid("upTo", "is newer than the newest message")
        if message_id > seat.part.read_id:
            self.conversations.mark_read(conversation_id, viewer.user_id, message_id)
