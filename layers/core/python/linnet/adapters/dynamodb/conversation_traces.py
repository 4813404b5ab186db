"""What an account leaves in the messages table, and how it goes."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.message_rows import MessageRow, unsend_actions
from linnet.domain.messages import Message


@dataclass(frozen=True, slots=True)
class DynamoConversationTraces:
    """Implement the port `ConversationTraces`. Heads and their versions stay: nobody is told."""

    row: type[MessageRow]
    writer: BatchWriter

    def unsay(self, messages: Collection[Message], user_id: int, now_ms: int) -> None:
        self.writer.parallel.run([self._unsay(message, user_id, now_ms) for message in messages])

    def forget(self, conversation_id: str, user_id: int) -> None:
        self.writer.write(
            self.row,
            deletes=[
                self.row(keys.conversation(conversation_id), keys.participant(user_id)),
                self.row(keys.user(user_id), keys.list_entry(conversation_id)),
            ],
        )

    def clear(self, conversation_id: str, limit: int) -> bool:
        found = list(self.row.query(keys.conversation(conversation_id), consistent_read=True, limit=limit))
        places = [
            self.row(keys.message_place(int(each.id)), keys.MESSAGE_PLACE)
            for each in found
            if each.sk.startswith(keys.MESSAGE_PREFIX)
        ]
        # By its row, what leads to a message is found again where this was interrupted.
        self.writer.write(self.row, deletes=places)
        self.writer.write(self.row, deletes=found)
        return len(found) == limit

    def _unsay(self, message: Message, user_id: int, now_ms: int) -> Callable[[], None]:
        row = self.row
        target = row(keys.conversation(message.conversation_id), keys.message(message.id))
        actions: list[Action] = []
        condition = row.pk.exists()
        if user_id in message.hidden_for:
            actions.append(row.hidden_for.delete({user_id}))
        if message.author_id == user_id and message.unsent_ms is None:
            actions += unsend_actions(row, now_ms)
        elif user_id in message.reactions:
            reaction: Any = row.reactions[str(user_id)]
            actions.append(reaction.remove())
            # An unsent message has no reactions, and nothing can be removed below what is not there.
            condition &= row.reactions.exists()

        def update() -> None:
            if actions:
                updated(target, actions, condition, self.writer.sleep, self.writer.random)

        return update
