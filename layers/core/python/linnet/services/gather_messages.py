"""Gather the messages of an account's conversations."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import DomainError
from linnet.domain.exports import Record, moment
from linnet.domain.ids import created_ms
from linnet.domain.messages import Message
from linnet.domain.users import Viewer
from linnet.ports.exports import ExportPage
from linnet.ports.messages import ConversationLists, Messages
from linnet.services.find_conversation import FindConversation
from linnet.services.read_messages import ReadMessages

MESSAGES: Final = 100


@dataclass(frozen=True, slots=True)
class GatherMessages:
    """Implement the port `ExportSource`: what the account may read now, and what it wrote itself wherever that was.

    A position is a conversation and the last message of it that was looked at.
    """

    lists: ConversationLists
    messages: Messages
    find: FindConversation
    read: ReadMessages
    name: str = "messages"

    def page(self, user_id: int, position: str | None) -> ExportPage:
        conversation_id, _, after = (position or "").partition("/")
        if not after:
            found = self.lists.ever(user_id, conversation_id, 1)
            if not found:
                return ExportPage([], None)
            conversation_id = found[0]
        messages = self.messages.newer(conversation_id, int(after or 0), MESSAGES)
        kept = [each for each in self._kept(user_id, conversation_id, messages) if each.unsent_ms is None]
        # Without a message the position is the conversation: the next one follows it.
        place = f"{conversation_id}/{messages[-1].id}" if len(messages) == MESSAGES else conversation_id
        return ExportPage([_record(each) for each in kept], place)

    def _kept(self, user_id: int, conversation_id: str, messages: Sequence[Message]) -> list[Message]:
        try:
            seat = self.find.run(Viewer(user_id, 0), conversation_id)
        except DomainError:
            # Left, or taken away by a block: what others wrote there is theirs again.
            return [each for each in messages if each.author_id == user_id]
        return [shown.message for shown in self.read.show(seat, messages)]


def _record(message: Message) -> Record:
    return {
        "conversationId": message.conversation_id,
        "id": str(message.id),
        "authorId": str(message.author_id),
        "sentAt": moment(created_ms(message.id)),
        "text": message.text,
        "mediaIds": [str(each) for each in message.media_ids],
        "reactions": {str(user_id): emoji for user_id, emoji in message.reactions.items()},
    }
