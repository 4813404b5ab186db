"""Direct messages: conversations, what may change in them, and who may write to whom. All of it is private."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum, StrEnum, auto
from typing import Final

from linnet.domain.ids import MESSAGE_BIT

MAX_TEXT: Final = 10_000
MAX_MEDIA: Final = 4
MAX_MEMBERS: Final = 50
MAX_TITLE: Final = 100


class MessagesFrom(StrEnum):
    """Say who may begin to write to an account."""

    EVERYONE = "everyone"
    FOLLOWING = "following"
    NOBODY = "nobody"


class Reception(Enum):
    """Say where the first message of somebody arrives."""

    INBOX = auto()
    REQUESTS = auto()
    REFUSED = auto()


class Event(StrEnum):
    """Say what the newest change of a conversation was."""

    MESSAGE = "message"
    CHANGED = "changed"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Conversation:
    """The head of a conversation: who takes part, and what happened last.

    Each change raises `version` and is written on condition of the version before it, so the versions are the order of
    all that happened. `pending` members were written to by a stranger and have not answered; `refused` ones of a direct
    conversation take no more. `last_id` is the newest message (of a new group: the group's own id). `event`,
    `actor_id` and `changed_id` (a message) tell the newest change to consumers of the table's stream. A group that is
    `by_members` is the one that its members are found by; with other members it is so no longer.
    """

    id: str
    members: frozenset[int]
    last_id: int
    last_author_id: int
    pending: frozenset[int] = frozenset()
    refused: frozenset[int] = frozenset()
    admins: frozenset[int] = frozenset()
    title: str = ""
    version: int = 1
    event: Event = Event.MESSAGE
    actor_id: int = 0
    changed_id: int | None = None
    by_members: bool = False

    @property
    def is_group(self) -> bool:
        return is_group(self.id)

    @property
    def accepted(self) -> frozenset[int]:
        """Return the members who let others know of them: what they read, and that they type."""
        return self.members - self.pending - self.refused

    def other(self, user_id: int) -> int:
        """Return the other member of a direct conversation."""
        return next(each for each in members_of(self.id) if each != user_id)


@dataclass(frozen=True, slots=True)
class Participation:
    """What one member has of a conversation: nothing up to `joined_id`, and everything read up to `read_id`.

    Who deleted the conversation for themselves has nothing up to `deleted_id` either, and does not find it in a list
    until somebody writes again.
    """

    joined_id: int = 0
    read_id: int = 0
    deleted_id: int = 0

    @property
    def begins_after(self) -> int:
        """Return the id above which messages are shown."""
        return max(self.joined_id, self.deleted_id)


@dataclass(frozen=True, slots=True)
class Message:
    """A message. An unsent one stays as a tombstone without text; `hidden_for` deleted it for themselves."""

    conversation_id: str
    id: int
    author_id: int
    text: str
    media_ids: tuple[int, ...] = ()
    reactions: Mapping[int, str] = field(default_factory=dict)
    hidden_for: frozenset[int] = frozenset()
    unsent_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Unsend:
    """Take the content of a message away from everybody."""

    message_id: int
    now_ms: int


@dataclass(frozen=True, slots=True)
class React:
    """Set somebody's one reaction to a message; None takes it back."""

    message_id: int
    user_id: int
    emoji: str | None


# What is written together with the head of the conversation.
Effect = Message | Unsend | React


@dataclass(frozen=True, slots=True)
class ConversationEntry:
    """A row of somebody's list: `activity` is the newest message that the list knows of."""

    conversation_id: str
    activity: int


def direct_id(first: int, second: int) -> str:
    """Return the id of the one conversation that two accounts have: whoever begins it, also both at once."""
    return f"{min(first, second)}-{max(first, second)}"


def is_group(conversation_id: str) -> bool:
    """Tell a group from the conversation of two."""
    return "-" not in conversation_id


def members_of(conversation_id: str) -> tuple[int, int]:
    """Return the two accounts of a direct conversation."""
    first, _, second = conversation_id.partition("-")
    return int(first), int(second)


def reception(messages_from: str, *, follows_sender: bool) -> Reception:
    """Decide where somebody's first message arrives, by the recipient's setting and follow."""
    if messages_from == MessagesFrom.NOBODY:
        return Reception.REFUSED
    if follows_sender:
        return Reception.INBOX
    return Reception.REQUESTS if messages_from == MessagesFrom.EVERYONE else Reception.REFUSED


def begin_direct(author_id: int, other_id: int, message_id: int, received: Reception) -> Conversation:
    """Return the conversation that a first message makes."""
    pending = frozenset({other_id}) if received is Reception.REQUESTS else frozenset[int]()
    return Conversation(
        id=direct_id(author_id, other_id),
        members=frozenset({author_id, other_id}),
        last_id=message_id,
        last_author_id=author_id,
        pending=pending,
        actor_id=author_id,
        changed_id=message_id,
    )


def begin_group(
    group_id: int,
    creator_id: int,
    others: Collection[int],
    strangers: Collection[int],
    title: str,
    *,
    by_members: bool = False,
) -> Conversation:
    """Return a new group; `strangers` among the others get it as a request."""
    return Conversation(
        id=str(group_id),
        members=frozenset({creator_id, *others}),
        last_id=group_id,
        last_author_id=creator_id,
        pending=frozenset(strangers),
        admins=frozenset({creator_id}),
        title=title,
        event=Event.MEMBERS,
        actor_id=creator_id,
        by_members=by_members,
    )


def next_message_id(fresh: int, conversation: Conversation | None) -> int:
    """Return a fresh id, or one behind the newest message where a clock that is behind made it smaller.

    It is marked as a message's.
    """
    least = fresh if conversation is None or fresh > conversation.last_id else conversation.last_id + 1
    return least | MESSAGE_BIT


def send(conversation: Conversation, message: Message) -> Conversation:
    """Add a message. Whoever writes has accepted the conversation."""
    author_id = message.author_id
    return _changed(
        replace(
            conversation,
            last_id=message.id,
            last_author_id=author_id,
            pending=conversation.pending - {author_id},
            refused=conversation.refused - {author_id},
        ),
        Event.MESSAGE,
        author_id,
        message.id,
    )


def touch(conversation: Conversation, actor_id: int, message_id: int) -> Conversation:
    """Note that a message changed: unsent, or reacted to."""
    return _changed(conversation, Event.CHANGED, actor_id, message_id)


def accept(conversation: Conversation, user_id: int) -> Conversation | None:
    """Take a request in; None where there is none."""
    if user_id not in conversation.pending:
        return None
    return _changed(replace(conversation, pending=conversation.pending - {user_id}), Event.MEMBERS, user_id)


def refuse(conversation: Conversation, user_id: int) -> Conversation | None:
    """Turn a request down: of one account for good, of a group by leaving it. None where there is none."""
    if user_id not in conversation.pending:
        return None
    if conversation.is_group:
        return leave(conversation, user_id, user_id)
    pending, refused = conversation.pending - {user_id}, conversation.refused | {user_id}
    return _changed(replace(conversation, pending=pending, refused=refused), Event.MEMBERS, user_id)


def join(conversation: Conversation, actor_id: int, added: Collection[int], strangers: Collection[int]) -> Conversation:
    """Add members to a group."""
    members, pending = conversation.members | set(added), conversation.pending | set(strangers)
    joined = replace(conversation, members=members, pending=pending, by_members=False)
    return _changed(joined, Event.MEMBERS, actor_id)


def leave(conversation: Conversation, actor_id: int, user_id: int) -> Conversation:
    """Take a member out of a group. A group is never without an admin: the oldest account takes over."""
    members, pending = conversation.members - {user_id}, conversation.pending - {user_id}
    admins = conversation.admins - {user_id}
    if not admins and members:
        admins = frozenset({min(members - pending or members)})
    left = replace(conversation, members=members, pending=pending, admins=admins, by_members=False)
    return _changed(left, Event.MEMBERS, actor_id)


def depart(conversation: Conversation, user_id: int) -> Conversation:
    """Take an account that is erased out, also of a conversation of two, which nobody else can leave."""
    left = replace(conversation, refused=conversation.refused - {user_id})
    if left.is_group:
        return leave(left, user_id, user_id)
    members, pending = left.members - {user_id}, left.pending - {user_id}
    return _changed(replace(left, members=members, pending=pending), Event.MEMBERS, user_id)


def rename(conversation: Conversation, actor_id: int, title: str) -> Conversation:
    """Give a group another title."""
    return _changed(replace(conversation, title=title), Event.MEMBERS, actor_id)


def appoint(conversation: Conversation, actor_id: int, user_id: int, admin: bool) -> Conversation | None:
    """Make a member an admin, or no longer; None where that is so already or nobody would be left."""
    admins = conversation.admins | {user_id} if admin else conversation.admins - {user_id}
    if admins == conversation.admins or not admins:
        return None
    return _changed(replace(conversation, admins=admins), Event.MEMBERS, actor_id)


def _changed(conversation: Conversation, event: Event, actor_id: int, message_id: int | None = None) -> Conversation:
    return replace(
        conversation, version=conversation.version + 1, event=event, actor_id=actor_id, changed_id=message_id
    )
