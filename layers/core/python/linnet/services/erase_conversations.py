"""Erase what an account wrote to others, and its place among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain import messages as rules
from linnet.domain.messages import Message
from linnet.ports.environment import Clock
from linnet.ports.messages import ConversationLists, ConversationMoved, Conversations, ConversationTraces, Messages
from linnet.services.send_message import ATTEMPTS

MESSAGES_A_PIECE: Final = 50
ROWS_A_PIECE: Final = 100


@dataclass(frozen=True, slots=True)
class EraseConversations:
    """Implement the port `Eraser`: leave each conversation, unsend one's own messages, take one's reactions off others.

    Others keep what they wrote. What nobody takes part in any more goes wholly: of two accounts, with the second.

    A position is a conversation and the last message that was looked at; an empty one is the next conversation, which
    is the first that is left.
    """

    conversations: Conversations
    lists: ConversationLists
    messages: Messages
    traces: ConversationTraces
    clock: Clock
    name: str = "conversations"

    def erase(self, user_id: int, position: str | None) -> str | None:
        conversation_id, _, place = (position or "").partition("/")
        if not conversation_id:
            found = self.lists.ever(user_id, "", 1)
            if not found:
                return None
            conversation_id = found[0]
            self._leave(conversation_id, user_id)
        after = int(place or 0)
        page = self.messages.newer(conversation_id, after, MESSAGES_A_PIECE)
        self.traces.unsay([each for each in page if _names(each, user_id)], user_id, self.clock.now_ms())
        if len(page) == MESSAGES_A_PIECE:
            return f"{conversation_id}/{page[-1].id}"
        head = self.conversations.get_many([conversation_id]).get(conversation_id)
        if (head is None or not head.members) and self.traces.clear(conversation_id, ROWS_A_PIECE):
            return f"{conversation_id}/{after}"
        # Last, as it is what the conversation is found by.
        self.traces.forget(conversation_id, user_id)
        return ""

    def _leave(self, conversation_id: str, user_id: int) -> None:
        for _ in range(ATTEMPTS):
            head = self.conversations.get_many([conversation_id]).get(conversation_id)
            if head is None or user_id not in head.members | head.refused:
                return
            try:
                self.conversations.change(head, rules.depart(head, user_id), now_ms=self.clock.now_ms())
            except ConversationMoved:
                continue
            return
        raise ConversationMoved(None)


def _names(message: Message, user_id: int) -> bool:
    own = message.author_id == user_id and message.unsent_ms is None
    return own or user_id in message.reactions or user_id in message.hidden_for
