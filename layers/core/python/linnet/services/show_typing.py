"""Tell the others of a conversation that somebody is typing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain.pushes import Push, PushKind, TopicKind, own_topic
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock
from linnet.ports.pushes import Pushes
from linnet.services.find_conversation import FindConversation

# Clients show it for a few seconds: more than one push in that time says nothing new.
INTERVAL_MS: Final = 3_000


@dataclass(frozen=True, slots=True)
class ShowTyping:
    """Nothing is stored. Who has not accepted a request neither shows nor sees it."""

    find: FindConversation
    pushes: Pushes
    clock: Clock

    def run(self, viewer: Viewer, conversation_id: str) -> None:
        """Send a push to everybody else. Raise a DomainError (not found)."""
        me, head = viewer.user_id, self.find.run(viewer, conversation_id).conversation
        if me not in head.accepted:
            return
        others = sorted(head.accepted - {me})
        if not others:
            return
        self.pushes.send(
            [
                Push(
                    PushKind.TYPING,
                    own_topic(TopicKind.MESSAGES, other),
                    id=head.last_id,
                    payload={"conversationId": head.id, "userId": str(me)},
                    actor_id=me,
                    occurrence=f"{head.id}/{me}/{self.clock.now_ms() // INTERVAL_MS}",
                )
                for other in others
            ]
        )
