"""Change a conversation, whatever else changes it at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.messages import Conversation, Effect
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock
from linnet.ports.messages import ConversationMoved, Conversations, MessageGone, Separated
from linnet.services.read_recipients import blocked
from linnet.services.send_message import ATTEMPTS


@dataclass(frozen=True, slots=True)
class ChangeConversation:
    """Decide about the conversation as it is when the change is written, and again when something came in between."""

    conversations: Conversations
    clock: Clock

    def run(
        self,
        viewer: Viewer,
        head: Conversation,
        decide: Callable[[Conversation], Conversation | None],
        *,
        effect: Effect | None = None,
        joined: Collection[int] = (),
        unblocked: Collection[tuple[int, int]] = (),
    ) -> Conversation:
        """Return the conversation after the change, or as it is where `decide` has nothing to change.

        Raise a DomainError: not found for who is no member (any more), or what `decide` raises.
        """
        current: Conversation | None = head
        for _ in range(ATTEMPTS):
            if current is None or viewer.user_id not in current.members:
                raise not_found("conversation")
            after = decide(current)
            if after is None:
                return current
            try:
                self.conversations.change(
                    current,
                    after,
                    effect=effect,
                    joined=joined,
                    unblocked=unblocked,
                    now_ms=self.clock.now_ms(),
                )
            except ConversationMoved as moved:
                current = moved.current
            except Separated as separated:
                raise blocked() from separated
            except MessageGone as gone:
                raise not_found("message") from gone
            else:
                return after
        raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)
