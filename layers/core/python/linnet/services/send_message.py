"""Send a direct message."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from typing import Final

from linnet.domain import messages as rules
from linnet.domain.errors import Code, DomainError, invalid, not_found
from linnet.domain.messages import Conversation, Message, Reception
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownMessage
from linnet.ports.environment import Clock, IdSource, Parallel
from linnet.ports.identity import Accounts
from linnet.ports.messages import ConversationMoved, Conversations, Messages, SentKey, SentKeyUsed, Separated
from linnet.services import message_text
from linnet.services.at_once import both
from linnet.services.read_recipients import ReadRecipients, Recipient, blocked, unwanted
from linnet.services.throttle_strangers import ThrottleStrangers

IDEMPOTENCY_MS: Final = 24 * 3600 * 1000
# Of several changes at one moment one is written and tells the others how the conversation stands now. A group has 50
# members: with so many attempts everybody gets through who is not overtaken by half of them twice.
ATTEMPTS: Final = 50


class MembersChanged(DomainError):
    """The conversation is not of those any more to whom the message is."""

    def __init__(self) -> None:
        super().__init__(Code.CONFLICT, "the group has other members now")


@dataclass(frozen=True, slots=True)
class MessageDraft:
    """What somebody asks to send."""

    text: str
    media_ids: tuple[int, ...] = ()

    def sha256(self, conversation_id: str) -> str:
        """Return a hash that two requests share exactly if they ask for the same."""
        asked = json.dumps([conversation_id, asdict(self)], sort_keys=True)
        return hashlib.sha256(asked.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class _Context:
    """What was read before sending; `recipient` is None in a group."""

    head: Conversation | None
    author: User
    recipient: Recipient | None


@dataclass(frozen=True, slots=True)
class SendMessage:
    """Two trips: what decides, then one write that holds for all members at once.

    The order is that of the conversation's versions. What follows (lists, pushes) comes from the table's stream.
    """

    conversations: Conversations
    messages: Messages
    accounts: Accounts
    recipients: ReadRecipients
    strangers: ThrottleStrangers
    parallel: Parallel
    clock: Clock
    ids: IdSource

    def to_user(self, viewer: Viewer, user_id: int, draft: MessageDraft, key: str | None = None) -> ShownMessage:
        """Send to one account, beginning the conversation if there is none. Raise a DomainError."""
        if user_id == viewer.user_id:
            raise invalid("id", "is your own account")
        return self._run(viewer, rules.direct_id(viewer.user_id, user_id), draft, key, begins=True)

    def to_conversation(
        self,
        viewer: Viewer,
        conversation_id: str,
        draft: MessageDraft,
        key: str | None = None,
        *,
        among: frozenset[int] | None = None,
    ) -> ShownMessage:
        """Send into a conversation that the viewer is a member of. Raise a DomainError.

        It is a MembersChanged where the members are others than `among`.
        """
        return self._run(viewer, conversation_id, draft, key, begins=False, among=among)

    def _run(
        self,
        viewer: Viewer,
        conversation_id: str,
        draft: MessageDraft,
        key: str | None,
        *,
        begins: bool,
        among: frozenset[int] | None = None,
    ) -> ShownMessage:
        draft = replace(draft, text=message_text.checked(draft.text, has_media=bool(draft.media_ids)))
        context = self._context(viewer, conversation_id)
        try:
            if context.head is None and not begins:
                raise not_found("conversation")
            self._count(viewer, context)
            return ShownMessage(self._store(viewer, conversation_id, context, draft, key, among), context.author)
        except DomainError:
            # What allowed the message may have changed by the time its request is repeated; the answer stays the same.
            record = None if key is None else self.conversations.recall(viewer.user_id, key, self.clock.now_ms())
            if record is None:
                raise
            return ShownMessage(self._stored(record, draft, conversation_id), context.author)

    def _context(self, viewer: Viewer, conversation_id: str) -> _Context:
        me = viewer.user_id
        if rules.is_group(conversation_id):
            recipients: dict[int, Recipient] = {}
            heads, author = both(
                self.parallel,
                lambda: self.conversations.get_many([conversation_id]),
                lambda: self.accounts.get_user(me),
            )
        else:
            members = rules.members_of(conversation_id)
            if me not in members:
                raise not_found("conversation")
            (heads, author), found = both(
                self.parallel,
                lambda: both(
                    self.parallel,
                    lambda: self.conversations.get_many([conversation_id]),
                    lambda: self.accounts.get_user(me),
                ),
                lambda: self.recipients.run(viewer, set(members) - {me}),
            )
            recipients = dict(found)
        if author is None:
            raise not_found("account")
        return _Context(heads.get(conversation_id), author, next(iter(recipients.values()), None))

    def _count(self, viewer: Viewer, context: _Context) -> None:
        """Count a message to somebody who has not answered yet."""
        if context.recipient is None:
            return
        waiting = None if context.head is None else context.recipient.user_id in context.head.pending
        if waiting or (waiting is None and context.recipient.received() is Reception.REQUESTS):
            self.strangers.run(viewer)

    def _store(
        self,
        viewer: Viewer,
        conversation_id: str,
        context: _Context,
        draft: MessageDraft,
        key: str | None,
        among: frozenset[int] | None,
    ) -> Message:
        me, head, recipient = viewer.user_id, context.head, context.recipient
        for _ in range(ATTEMPTS):
            if among is not None and head is not None and head.members != among:
                raise MembersChanged
            now_ms = self.clock.now_ms()
            message = Message(
                conversation_id, rules.next_message_id(self.ids.next_id(), head), me, draft.text, draft.media_ids
            )
            after = _allowed(me, head, recipient, message)
            record = None
            if key is not None:
                expires_ms = now_ms + IDEMPOTENCY_MS
                record = SentKey(me, key, draft.sha256(conversation_id), conversation_id, message.id, expires_ms)
            try:
                self.conversations.change(
                    head,
                    after,
                    effect=message,
                    unblocked=[] if recipient is None else [(me, recipient.user_id)],
                    key=record,
                    now_ms=now_ms,
                )
            except ConversationMoved as moved:
                head = moved.current
            except Separated as separated:
                raise blocked() from separated
            except SentKeyUsed as used:
                return self._stored(used.record, draft, conversation_id)
            else:
                return message
        raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)

    def _stored(self, record: SentKey, draft: MessageDraft, conversation_id: str) -> Message:
        if record.body_sha256 != draft.sha256(conversation_id) or record.message_id is None:
            raise DomainError(
                Code.IDEMPOTENCY_MISMATCH, "this key was used for another request", field="Idempotency-Key"
            )
        place = (record.conversation_id, record.message_id)
        message = self.messages.find([place]).get(place)
        if message is None or message.unsent_ms is not None:
            raise not_found("message")
        return message


def _allowed(me: int, head: Conversation | None, recipient: Recipient | None, message: Message) -> Conversation:
    """Return the conversation with the message in it. Raise a DomainError where it may not be sent."""
    if recipient is None:
        if head is None or me not in head.members:
            raise not_found("conversation")
        return rules.send(head, message)
    recipient.check()
    if head is None:
        return rules.begin_direct(me, recipient.user_id, message.id, recipient.received())
    if recipient.user_id in head.refused:
        raise unwanted()
    if recipient.user_id in head.pending:
        # Not answered yet: the setting still decides. Who has answered is written to whatever the setting says.
        recipient.received()
    return rules.send(head, message)
