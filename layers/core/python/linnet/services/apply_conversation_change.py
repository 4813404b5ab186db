"""Let lists, open sockets and notifications follow what happened in a conversation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain.changes import ConversationChange, ReadChange
from linnet.domain.messages import Conversation, Event
from linnet.domain.notifications import Kind
from linnet.domain.pushes import Push, PushKind, TopicKind, own_topic
from linnet.ports.environment import Clock
from linnet.ports.identity import Users
from linnet.ports.messages import ConversationHeads, ConversationLists
from linnet.ports.notifications import NotificationJob, NotificationJobs
from linnet.ports.pushes import Pushes

# An account may have been erased behind a change that is older than this.
LATE_MS: Final = 60_000

_CHANGES: Final = {Event.CHANGED: "message", Event.MEMBERS: "conversation"}


@dataclass(frozen=True, slots=True)
class ApplyConversationChange:
    """Lists first, then pushes and notifications: who is told of a message finds its conversation. All can be repeated.

    A late change looks at whose lists it is in: nothing would take the row of an account that is gone away again, nor
    that of one whose erasure is past the conversation.
    """

    lists: ConversationLists
    conversations: ConversationHeads
    users: Users
    pushes: Pushes
    notifications: NotificationJobs
    clock: Clock

    def run(self, change: ConversationChange | ReadChange) -> None:
        """Follow one change."""
        match change:
            case ConversationChange(before, after):
                self.lists.apply(before, after, *self._ended(change))
                self.pushes.send([_push(after, member) for member in _told(after)])
                self.notifications.send(_jobs(after))
            case ReadChange(conversation_id, user_id, read_id):
                head = self.conversations.get_many([conversation_id]).get(conversation_id)
                # Who has not accepted a request tells nobody what was read.
                if head is not None and user_id in _told(head):
                    self.pushes.send([_read(head, user_id, read_id, member) for member in _told(head)])

    def _ended(self, change: ConversationChange) -> tuple[frozenset[int], frozenset[int]]:
        """Return who was erased, and who is being erased and has left the conversation by now."""
        if self.clock.now_ms() - change.at_ms < LATE_MS:
            return frozenset(), frozenset()
        before = frozenset() if change.before is None else change.before.members
        concerned = before | change.after.members | change.after.refused
        users = self.users.get_many(sorted(concerned))
        ending = frozenset(each.id for each in users.values() if not each.may_return)
        if ending:
            # By their lists an erasure finds what they have to leave; nobody who is being erased comes back into one.
            head = self.conversations.get_many([change.after.id]).get(change.after.id)
            ending -= frozenset() if head is None else head.members | head.refused
        return concerned.difference(users), ending


def _told(conversation: Conversation) -> list[int]:
    """Return who hears of it at once: requests are quiet."""
    return sorted(conversation.accepted)


def _jobs(conversation: Conversation) -> list[NotificationJob]:
    """Return what tells of a new message everybody who hears of it, but for its author."""
    if conversation.event is not Event.MESSAGE or conversation.changed_id is None:
        return []
    told = tuple(each for each in _told(conversation) if each != conversation.actor_id)
    return [NotificationJob(Kind.MESSAGE.value, conversation.changed_id, recipient_ids=told)] if told else []


def _push(conversation: Conversation, member: int) -> Push:
    payload = {"conversationId": conversation.id, "senderId": str(conversation.actor_id)}
    if conversation.event in _CHANGES:
        payload["change"] = _CHANGES[conversation.event]
    return Push(
        PushKind.MESSAGE,
        own_topic(TopicKind.MESSAGES, member),
        id=conversation.changed_id or conversation.last_id,
        payload=payload,
        actor_id=conversation.actor_id,
        # Ids are unique within a conversation only.
        occurrence=f"{conversation.id}/{conversation.version}",
    )


def _read(conversation: Conversation, user_id: int, read_id: int, member: int) -> Push:
    return Push(
        PushKind.MESSAGE_READ,
        own_topic(TopicKind.MESSAGES, member),
        id=read_id,
        payload={"conversationId": conversation.id, "userId": str(user_id)},
        actor_id=user_id,
        occurrence=f"{conversation.id}/{user_id}",
    )
