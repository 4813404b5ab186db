"""Find a conversation as one of its members may see it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import TypeVar

from linnet.domain.errors import not_found
from linnet.domain.messages import Conversation, Participation
from linnet.domain.users import User, Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import Relationships
from linnet.ports.identity import Users
from linnet.ports.messages import Conversations
from linnet.ports.timelines import Invalidations
from linnet.services.at_once import both

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Seat:
    """A member's place in a conversation, and what the member may see of others."""

    conversation: Conversation
    part: Participation
    sight: Sight

    def reaches(self, message_id: int) -> bool:
        """Tell whether a message was sent since the member joined."""
        return self.part.begins_after < message_id <= self.conversation.last_id


@dataclass(frozen=True, slots=True)
class FindConversation:
    """The rules of conversations: only members read them, and a block takes the conversation of two away from both.

    In a group, what a separated or suspended member writes is hidden, and the rest goes on.
    """

    conversations: Conversations
    users: Users
    relationships: Relationships
    invalidations: Invalidations
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer, conversation_id: str) -> Seat:
        """Return the viewer's seat. Raise a DomainError (not found)."""
        return self.beside(viewer, conversation_id, lambda: None)[0]

    def beside(self, viewer: Viewer, conversation_id: str, read: Callable[[], T]) -> tuple[Seat, T]:
        """Return the viewer's seat and the answer of a read made in the same trip. Raise a DomainError (not found)."""
        me = viewer.user_id
        (heads, parts), (sight, answer) = both(
            self.parallel,
            lambda: both(
                self.parallel,
                lambda: self.conversations.get_many([conversation_id]),
                lambda: self.conversations.participations(me, [conversation_id]),
            ),
            lambda: both(self.parallel, lambda: self.sight(viewer), read),
        )
        head = heads.get(conversation_id)
        if head is None or me not in head.members:
            raise not_found("conversation")
        if not head.is_group:
            other = head.other(me)
            if not meets(sight, self.users.get_many([other]), other):
                raise not_found("conversation")
        return Seat(head, parts.get(conversation_id, Participation()), sight), answer

    def sight(self, viewer: Viewer) -> Sight:
        """Return what the viewer may see; profiles read after it are as true as the invalidation log."""
        exclusions, _ = both(
            self.parallel,
            lambda: self.relationships.exclusions(viewer.user_id),
            self.invalidations.poll,
        )
        return Sight(viewer.user_id, self.clock.now_ms(), Reading.DIRECT, exclusions)

    def people(self, sight: Sight, user_ids: Collection[int]) -> Mapping[int, User]:
        """Return those of the accounts whom the viewer may meet."""
        known = self.users.get_many(user_ids)
        return {user_id: known[user_id] for user_id in user_ids if meets(sight, known, user_id)}


def meets(sight: Sight, known: Mapping[int, User], user_id: int) -> bool:
    """Tell whether the viewer may see an account, with its profile among those read."""
    return user_id in known and (user_id == sight.viewer_id or sight.may_meet(known[user_id]))
