"""Bugs of direct messages."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.message_rows import row_of_key, row_of_message
from linnet.adapters.dynamodb.messages import DynamoConversations
from linnet.domain import messages as rules
from linnet.domain.errors import invalid
from linnet.domain.messages import Conversation, Effect, Message
from linnet.domain.users import Viewer
from linnet.ports.messages import SentKey, SentKeyUsed
from linnet.services.mark_read import MarkRead
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant

_change: Final = DynamoConversations.change


def _head_then_message(
    self: DynamoConversations,
    before: Conversation | None,
    after: Conversation,
    *,
    effect: Effect | None = None,
    joined: Collection[int] = (),
    unblocked: Collection[tuple[int, int]] = (),
    key: SentKey | None = None,
    now_ms: int,
) -> None:
    together = None if isinstance(effect, Message) else effect
    _change(self, before, after, effect=together, joined=joined, unblocked=unblocked, key=key, now_ms=now_ms)
    if isinstance(effect, Message):
        row_of_message(self.row, effect).save()


def _message_then_key(
    self: DynamoConversations,
    before: Conversation | None,
    after: Conversation,
    *,
    effect: Effect | None = None,
    joined: Collection[int] = (),
    unblocked: Collection[tuple[int, int]] = (),
    key: SentKey | None = None,
    now_ms: int,
) -> None:
    if key is not None and (record := self.recall(key.user_id, key.key, now_ms)) is not None:
        raise SentKeyUsed(record)
    _change(self, before, after, effect=effect, joined=joined, unblocked=unblocked, now_ms=now_ms)
    if key is not None:
        row_of_key(self.row, key).save()


def _without_a_place(
    self: DynamoConversations,
    before: Conversation | None,
    after: Conversation,
    *,
    effect: Effect | None = None,
    joined: Collection[int] = (),
    unblocked: Collection[tuple[int, int]] = (),
    key: SentKey | None = None,
    now_ms: int,
) -> None:
    _change(self, before, after, effect=effect, joined=joined, unblocked=unblocked, key=key, now_ms=now_ms)
    if isinstance(effect, Message) and effect.id % 4 == 0:
        self.row(keys.message_place(effect.id), keys.MESSAGE_PLACE).delete()


def _fresh_id(fresh: int, conversation: Conversation | None) -> int:
    return fresh


def _wherever_it_stands(self: MarkRead, viewer: Viewer, conversation_id: str, message_id: int) -> None:
    seat = self.find.run(viewer, conversation_id)
    if message_id > seat.conversation.last_id:
        raise invalid("upTo", "is newer than the newest message")
    assert isinstance(self.conversations, DynamoConversations)
    row = self.conversations.row
    marker = row(keys.conversation(conversation_id), keys.participant(viewer.user_id))
    marker.update(actions=[row.user_id.set(viewer.user_id), row.read_id.set(message_id)])


TALKS: Final = {"write": 2, "write on": 4, "chat": 1}
KILLED: Final = Focus(TALKS, rates={"lost_answer": 0.03}, kills={"messages_api": 0.03})

MUTANTS = (
    Mutant("message acknowledged in two writes", ((DynamoConversations, "change", _head_then_message),), KILLED),
    Mutant("message's key after the message", ((DynamoConversations, "change", _message_then_key),), KILLED),
    Mutant("message without its place", ((DynamoConversations, "change", _without_a_place),), KILLED),
    Mutant(
        "order by the sender's clock",
        ((rules, "next_message_id", _fresh_id),),
        Focus(TALKS, rates={"skew": 1, "cold": 0.2}),
    ),
    Mutant(
        "read marker moved backward",
        ((MarkRead, "run", _wherever_it_stands),),
        Focus({**TALKS, "mark read": 4, "one conversation": 1}),
    ),
)
