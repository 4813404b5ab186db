"""Send a message to whom its text names, as clients do that know messages as statuses."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import Code, DomainError, invalid
from linnet.domain.messages import MAX_MEMBERS, is_group, members_of
from linnet.domain.text import extract_entities, normalize
from linnet.domain.users import Viewer
from linnet.domain.views import PlacedMessage, ShownMessage
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import Accounts
from linnet.ports.messages import Conversations, SentKey
from linnet.services import tweet_text
from linnet.services.at_once import both
from linnet.services.find_conversation import FindConversation
from linnet.services.manage_group import CreateGroup
from linnet.services.send_message import MembersChanged, MessageDraft, SendMessage

# A group whose members change while it is written to is no longer the one of these members: the next one is.
ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class SendDirect:
    """One account named is the conversation of two, several are the one group of exactly these.

    One trip finds who is named, and a second one the group; then it is a message as any other.
    """

    accounts: Accounts
    conversations: Conversations
    find: FindConversation
    send: SendMessage
    create_group: CreateGroup
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer, text: str, answered: PlacedMessage | None, key: str | None = None) -> PlacedMessage:
        """Send to those whom the text mentions, and to those of the conversation that it answers.

        Raise a DomainError: on the field `text` where that is nobody.
        """
        me, draft = viewer.user_id, MessageDraft(text)
        names = tweet_text.mentioned_names(extract_entities(normalize(text)))
        if len(names) > MAX_MEMBERS:
            raise invalid("text", f"may mention at most {MAX_MEMBERS - 1} others")
        named, used = both(
            self.parallel,
            lambda: set(self.accounts.find_ids(names).values()) if names else set[int](),
            lambda: None if key is None else self.conversations.recall(me, key, self.clock.now_ms()),
        )
        if used is not None:
            # Whom the text named may have changed since; the answer stays the same.
            return self._repeated(viewer, used, draft, key)
        if answered is not None and named <= answered.members:
            place = answered.shown.message.conversation_id
            return self._placed(viewer, answered.members, lambda: self.send.to_conversation(viewer, place, draft, key))
        others = (named | (frozenset() if answered is None else answered.members)) - {me}
        if not others:
            raise invalid("text", "must mention whom the direct message is for")
        if len(others) == 1:
            (other,) = others
            return self._placed(viewer, {me, other}, lambda: self.send.to_user(viewer, other, draft, key))
        return self._placed(viewer, {me, *others}, lambda: self._to_group(viewer, others, draft, key))

    def _to_group(self, viewer: Viewer, others: Set[int], draft: MessageDraft, key: str | None) -> ShownMessage:
        members = frozenset({viewer.user_id, *others})
        for _ in range(ATTEMPTS):
            place = self.create_group.by_members(viewer, others)
            try:
                return self.send.to_conversation(viewer, place, draft, key, among=members)
            except MembersChanged:
                continue
        raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)

    def _repeated(self, viewer: Viewer, used: SentKey, draft: MessageDraft, key: str | None) -> PlacedMessage:
        sent = self.send.to_conversation(viewer, used.conversation_id, draft, key)
        place = sent.message.conversation_id
        if not is_group(place):
            return self._placed(viewer, set(members_of(place)), lambda: sent)
        head = self.conversations.get_many([place]).get(place)
        return self._placed(viewer, {viewer.user_id} if head is None else head.members, lambda: sent)

    def _placed(self, viewer: Viewer, members: Set[int], send: Callable[[], ShownMessage]) -> PlacedMessage:
        sent, people = both(self.parallel, send, lambda: self.find.people(self.find.sight(viewer), sorted(members)))
        return PlacedMessage(sent, frozenset(members), tuple(people.values()))
