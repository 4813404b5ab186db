"""Conversations, their messages, and the lists of conversations that accounts have."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.messages import Conversation, ConversationEntry, Effect, Message, Participation
from linnet.domain.paging import PageRange


class ConversationMoved(Exception):
    """The conversation is not as it was read; `current` is how it stands."""

    def __init__(self, current: Conversation | None) -> None:
        super().__init__()
        self.current = current


class Separated(Exception):
    """A block stands between two accounts of the change."""


class GroupStands(Exception):
    """A group that is found by the same members is there already."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(conversation_id)
        self.conversation_id = conversation_id


class MessageGone(Exception):
    """The message does not exist, or was unsent."""


@dataclass(frozen=True, slots=True)
class SentKey:
    """A client's promise not to mean two messages (or groups): its key, what it asked for, what it got, until when.

    `message_id` is None where the key made a group.
    """

    user_id: int
    key: str
    body_sha256: str
    conversation_id: str
    message_id: int | None
    expires_ms: int


class SentKeyUsed(Exception):
    """The key is taken; `record` is what was stored with it."""

    def __init__(self, record: SentKey) -> None:
        super().__init__(record.conversation_id)
        self.record = record


class ConversationHeads(Protocol):
    """How conversations stand, strongly consistent."""

    def get_many(self, conversation_ids: Collection[str]) -> Mapping[str, Conversation]:
        """Return the conversations that exist."""
        ...


class Conversations(ConversationHeads, Protocol):
    """The truth about conversations, strongly consistent."""

    def participations(self, user_id: int, conversation_ids: Collection[str]) -> Mapping[str, Participation]:
        """Return what the account has of them; a conversation without a row is left out (nothing read yet)."""
        ...

    def members(self, conversation_id: str) -> Mapping[int, Participation]:
        """Return every member's participation that has a row, former members' too."""
        ...

    def change(
        self,
        before: Conversation | None,
        after: Conversation,
        *,
        effect: Effect | None = None,
        joined: Collection[int] = (),
        unblocked: Collection[tuple[int, int]] = (),
        key: SentKey | None = None,
        now_ms: int,
    ) -> None:
        """Write a change of a conversation read as `before`, with its effect on messages, all or nothing.

        `joined` begin at `after.last_id`; `unblocked` names pairs of accounts between whom no block may stand.
        Raise ConversationMoved (also where another message has the id), GroupStands, MessageGone, Separated or
        SentKeyUsed; nothing is stored then.
        """
        ...

    def group_of(self, members: Collection[int]) -> str | None:
        """Return the group that is found by exactly these members."""
        ...

    def recall(self, user_id: int, key: str, now_ms: int) -> SentKey | None:
        """Return what an idempotency key was used for; None for a free or expired one."""
        ...

    def mark_read(self, conversation_id: str, user_id: int, message_id: int) -> bool:
        """Move a read marker forward; False if it stood there or further on."""
        ...

    def delete_for(self, conversation_id: str, user_id: int, message_id: int) -> bool:
        """Let an account have nothing up to a message any more; False if it had nothing up to there or further on."""
        ...


class Messages(Protocol):
    """The log of each conversation, strongly consistent: a page never skips a message that was acknowledged."""

    def find(self, wanted: Collection[tuple[str, int]]) -> Mapping[tuple[str, int], Message]:
        """Return the messages that exist, by conversation and id, tombstones too."""
        ...

    def places(self, message_ids: Collection[int]) -> Mapping[int, str]:
        """Return the conversations that messages are in, by their ids alone."""
        ...

    def older(self, conversation_id: str, after: int, before: int | None, limit: int) -> Sequence[Message]:
        """Return messages with after < id < before, newest first; shorter than `limit` means the end."""
        ...

    def newer(self, conversation_id: str, after: int, limit: int) -> Sequence[Message]:
        """Return messages with id > after, oldest first; shorter than `limit` means the end."""
        ...

    def hide(self, conversation_id: str, message_id: int, user_id: int) -> bool:
        """Delete a message for one account; False if there is none."""
        ...


class ConversationLists(Protocol):
    """What each account's inbox and requests hold; follows from the conversations by the table's stream."""

    def page(self, user_id: int, requests: bool, page: PageRange) -> Sequence[ConversationEntry]:
        """Return the entries whose activity lies in a range; fewer than its limit means the end.

        A list may lag behind what was written a moment ago.
        """
        ...

    def apply(
        self, before: Conversation | None, after: Conversation, erased: Collection[int] = (), left: Collection[int] = ()
    ) -> None:
        """Make the lists of all members match a change, but for those who were erased; again changes nothing.

        Who `left` since then, and is being erased, is listed no more whatever the change says, and the row expires. A
        change that is older than what a list shows changes nothing either.
        """
        ...

    def ever(self, user_id: int, after: str, limit: int) -> Sequence[str]:
        """Return the ids > after of all conversations that the account has or had a part in, ascending."""
        ...


class ConversationTraces(Protocol):
    """What an account leaves in conversations. It takes no part any more, so nobody is told of what goes."""

    def unsay(self, messages: Collection[Message], user_id: int, now_ms: int) -> None:
        """Unsend those that the account wrote; take its reaction and its mark off the others. Again changes nothing."""
        ...

    def forget(self, conversation_id: str, user_id: int) -> None:
        """Drop the account's marker in a conversation and the conversation from its lists; again changes nothing."""
        ...

    def clear(self, conversation_id: str, limit: int) -> bool:
        """Drop up to so many rows of a conversation that nobody is a member of; tell whether some may be left."""
        ...
