"""Delete a conversation for oneself."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.users import Viewer
from linnet.ports.messages import Conversations
from linnet.services.find_conversation import FindConversation


@dataclass(frozen=True, slots=True)
class DeleteConversation:
    """Nobody else notices. It comes back with the next message, and begins there."""

    conversations: Conversations
    find: FindConversation

    def run(self, viewer: Viewer, conversation_id: str) -> None:
        """Delete what there is; again changes nothing. Raise a DomainError (not found)."""
        newest = self.find.run(viewer, conversation_id).conversation.last_id
        self.conversations.delete_for(conversation_id, viewer.user_id, newest)
