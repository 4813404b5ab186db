"""Accept or refuse what a stranger sent."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import messages as rules
from linnet.domain.users import Viewer
from linnet.services.change_conversation import ChangeConversation
from linnet.services.find_conversation import FindConversation


@dataclass(frozen=True, slots=True)
class AnswerMessageRequest:
    """An answer given twice changes nothing more; writing back accepts as well."""

    find: FindConversation
    change: ChangeConversation

    def accept(self, viewer: Viewer, conversation_id: str) -> None:
        """Take the conversation into the inbox. Raise a DomainError (not found)."""
        head = self.find.run(viewer, conversation_id).conversation
        self.change.run(viewer, head, lambda current: rules.accept(current, viewer.user_id))

    def refuse(self, viewer: Viewer, conversation_id: str) -> None:
        """Turn it down: the sender may not write again, a group is left. Raise a DomainError (not found)."""
        head = self.find.run(viewer, conversation_id).conversation
        self.change.run(viewer, head, lambda current: rules.refuse(current, viewer.user_id))
