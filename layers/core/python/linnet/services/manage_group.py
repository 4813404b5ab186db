"""Groups: begin one, add and remove members, rename it, appoint admins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass

from linnet.domain import messages as rules
from linnet.domain.errors import Code, DomainError, invalid, not_found
from linnet.domain.messages import MAX_MEMBERS, Conversation, Reception
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, IdSource
from linnet.ports.messages import ConversationMoved, Conversations, GroupStands, SentKey, SentKeyUsed, Separated
from linnet.services import message_text
from linnet.services.change_conversation import ChangeConversation
from linnet.services.find_conversation import FindConversation
from linnet.services.read_recipients import ReadRecipients, blocked
from linnet.services.send_message import IDEMPOTENCY_MS
from linnet.services.throttle_strangers import ThrottleStrangers

ID_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class InviteToGroup:
    """Whoever may be written to may be added, and a stranger's invitation lands in requests as a message would."""

    recipients: ReadRecipients
    strangers: ThrottleStrangers

    def run(self, viewer: Viewer, user_ids: Collection[int]) -> frozenset[int]:
        """Return those to whom the viewer is a stranger. Raise a DomainError where one of them may not be added."""
        strangers: set[int] = set()
        for user_id, recipient in self.recipients.run(viewer, user_ids).items():
            try:
                if recipient.received() is Reception.REQUESTS:
                    strangers.add(user_id)
            except DomainError as refused:
                raise DomainError(
                    refused.code, refused.message, field="userIds", details={"userId": str(user_id)}
                ) from refused
        self.strangers.run(viewer, len(strangers))
        return frozenset(strangers)


@dataclass(frozen=True, slots=True)
class CreateGroup:
    """Begin a group whose only admin is who began it."""

    conversations: Conversations
    invite: InviteToGroup
    clock: Clock
    ids: IdSource

    def run(self, viewer: Viewer, user_ids: Collection[int], title: str, key: str | None = None) -> Conversation:
        """Store the group and return it; the same key gives the same group. Raise a DomainError."""
        me, checked = viewer.user_id, message_text.checked_title(title)
        others = set(user_ids) - {me}
        if not others or len(others) >= MAX_MEMBERS:
            raise invalid("userIds", f"must name 1 to {MAX_MEMBERS - 1} other accounts")
        digest = hashlib.sha256(json.dumps([sorted(others), checked]).encode()).hexdigest()
        now_ms = self.clock.now_ms()
        used = None if key is None else self.conversations.recall(me, key, now_ms)
        if used is not None:
            return self._stored(used, digest)
        strangers = self.invite.run(viewer, others)
        for _ in range(ID_ATTEMPTS):
            group = rules.begin_group(self.ids.next_id(), me, others, strangers, checked)
            record = None if key is None else SentKey(me, key, digest, group.id, None, now_ms + IDEMPOTENCY_MS)
            try:
                self.conversations.change(
                    None, group, unblocked=[(me, other) for other in sorted(others)], key=record, now_ms=now_ms
                )
            except ConversationMoved:
                # The id is taken.
                continue
            except SentKeyUsed as standing:
                return self._stored(standing.record, digest)
            except Separated as separated:
                raise blocked() from separated
            else:
                return group
        raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)

    def by_members(self, viewer: Viewer, user_ids: Collection[int]) -> str:
        """Return the one group of the viewer and exactly these, begun if there is none. Raise a DomainError."""
        me, others = viewer.user_id, set(user_ids) - {viewer.user_id}
        if not others or len(others) >= MAX_MEMBERS:
            raise invalid("text", f"may mention at most {MAX_MEMBERS - 1} others")
        standing = self.conversations.group_of({me, *others})
        if standing is not None:
            return standing
        strangers = self.invite.run(viewer, others)
        for _ in range(ID_ATTEMPTS):
            group = rules.begin_group(self.ids.next_id(), me, others, strangers, "", by_members=True)
            unblocked = [(me, other) for other in sorted(others)]
            try:
                self.conversations.change(None, group, unblocked=unblocked, now_ms=self.clock.now_ms())
            except GroupStands as at_once:
                return at_once.conversation_id
            except ConversationMoved:
                # The id is taken.
                continue
            except Separated as separated:
                raise blocked() from separated
            else:
                return group.id
        raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)

    def _stored(self, record: SentKey, digest: str) -> Conversation:
        if record.body_sha256 != digest:
            raise DomainError(
                Code.IDEMPOTENCY_MISMATCH, "this key was used for another request", field="Idempotency-Key"
            )
        group = self.conversations.get_many([record.conversation_id]).get(record.conversation_id)
        if group is None or record.user_id not in group.members:
            raise not_found("conversation")
        return group


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """What members and admins may do to a group."""

    find: FindConversation
    change: ChangeConversation
    invite: InviteToGroup

    def add(self, viewer: Viewer, conversation_id: str, user_ids: Collection[int]) -> Conversation:
        """Add accounts, who see what is sent from then on. Raise a DomainError."""
        head = self._group(viewer, conversation_id)
        _admin(head, viewer)
        added = frozenset(user_ids) - head.members
        if not added:
            return head
        strangers = self.invite.run(viewer, added)

        def decide(current: Conversation) -> Conversation:
            _admin(current, viewer)
            after = rules.join(current, viewer.user_id, added, strangers - current.members)
            if len(after.members) > MAX_MEMBERS:
                raise DomainError(Code.LIMIT_REACHED, f"a group has at most {MAX_MEMBERS} members", field="userIds")
            return after

        pairs = [(viewer.user_id, each) for each in sorted(added)]
        return self.change.run(viewer, head, decide, joined=sorted(added), unblocked=pairs)

    def remove(self, viewer: Viewer, conversation_id: str, user_id: int) -> None:
        """Take a member out: an admin anybody, everybody themselves. Raise a DomainError."""

        def decide(current: Conversation) -> Conversation:
            if user_id not in current.members:
                raise not_found("member")
            if user_id != viewer.user_id:
                _admin(current, viewer)
            return rules.leave(current, viewer.user_id, user_id)

        self.change.run(viewer, self._group(viewer, conversation_id), decide)

    def rename(self, viewer: Viewer, conversation_id: str, title: str) -> Conversation:
        """Give the group another title, or none. Raise a DomainError."""
        checked = message_text.checked_title(title)

        def decide(current: Conversation) -> Conversation | None:
            _admin(current, viewer)
            return None if current.title == checked else rules.rename(current, viewer.user_id, checked)

        return self.change.run(viewer, self._group(viewer, conversation_id), decide)

    def appoint(self, viewer: Viewer, conversation_id: str, user_id: int, admin: bool) -> Conversation:
        """Make a member an admin, or no longer. A group keeps at least one. Raise a DomainError."""

        def decide(current: Conversation) -> Conversation | None:
            _admin(current, viewer)
            if user_id not in current.members:
                raise not_found("member")
            if not admin and current.admins == {user_id}:
                raise DomainError(Code.CONFLICT, "a group needs an admin")
            return rules.appoint(current, viewer.user_id, user_id, admin)

        return self.change.run(viewer, self._group(viewer, conversation_id), decide)

    def _group(self, viewer: Viewer, conversation_id: str) -> Conversation:
        if not rules.is_group(conversation_id):
            raise not_found("group")
        return self.find.run(viewer, conversation_id).conversation


def _admin(group: Conversation, viewer: Viewer) -> None:
    if viewer.user_id not in group.admins:
        raise DomainError(Code.FORBIDDEN, "only admins of the group may do that")
