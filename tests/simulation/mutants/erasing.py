"""Bugs of erasing accounts."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from linnet.adapters.dynamodb.conversation_traces import DynamoConversationTraces
from linnet.adapters.dynamodb.erase_rows import EraseRows
from linnet.domain.messages import Message
from linnet.services.erase_relationships import EraseRelationships
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant

_erase_rows: Final = EraseRows.erase
_LEAVING: Final = Focus(
    actions={"delete account": 1, "sign up": 1, "follow": 4, "like": 4, "bookmark": 2, "post": 4, "write": 4}, think_s=5
)


def _forget_a_table(self: EraseRows, user_id: int, position: str | None) -> str | None:
    return None if self.name == "engagement" else _erase_rows(self, user_id, position)


def _leave_the_words(self: DynamoConversationTraces, messages: Collection[Message], user_id: int, now_ms: int) -> None:
    """Leave everything that the account wrote to others as it is."""


def _keep_the_followers(self: EraseRelationships, user_id: int, position: str | None) -> str | None:
    return None


MUTANTS = (
    Mutant("eraser that forgets a table", ((EraseRows, "erase", _forget_a_table),), focus=_LEAVING),
    Mutant(
        "words to others outlive their author",
        ((DynamoConversationTraces, "unsay", _leave_the_words),),
        focus=_LEAVING,
    ),
    Mutant("edges outlive their account", ((EraseRelationships, "erase", _keep_the_followers),), focus=_LEAVING),
)
