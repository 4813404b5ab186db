"""What a stream says about stored edges and posts: the state before and after one write."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.graph import Relationship
from linnet.domain.lists import UserList
from linnet.domain.messages import Conversation
from linnet.domain.tweets import Flags, Post


class PoisonRecord(Exception):
    """A stream record that no retry can decode; `sequence` is its sequence number, where it has one."""

    def __init__(self, reason: str, sequence: str | None) -> None:
        super().__init__(reason)
        self.sequence = sequence


@dataclass(frozen=True, slots=True)
class PostChange:
    """A write to the tweets table.

    `old` is None for a new post and `new` for a removed one; both are None for rows that are no posts (an edit's
    history). `content` is false when only the counts moved. `sequence` rises within one shard of the stream.
    """

    old: Post | None
    new: Post | None
    content: bool
    sequence: int


@dataclass(frozen=True, slots=True)
class Presence:
    """Whether an account takes part, and the day on which it was last seen (since 1970; 0 before the first)."""

    takes_part: bool
    last_seen_day: int


@dataclass(frozen=True, slots=True)
class PresenceChange:
    """A write to the private half of an account; `sequence` rises within one shard of the stream."""

    user_id: int
    old: Presence | None
    new: Presence | None
    sequence: int


@dataclass(frozen=True, slots=True)
class EngagementChange:
    """A write to what one actor did to one tweet; `sequence` rises within one shard of the stream."""

    actor_id: int
    tweet_id: int
    old: Flags | None
    new: Flags | None
    sequence: int


@dataclass(frozen=True, slots=True)
class PairChange:
    """A write to what one account decided about another; `sequence` rises within one shard of the stream."""

    before: Relationship | None
    after: Relationship | None
    sequence: int


@dataclass(frozen=True, slots=True)
class CelebrityChange:
    """An author's celebrity treatment was ordered to begin or to end; what holds now is to be read."""

    author_id: int
    sequence: int


@dataclass(frozen=True, slots=True)
class FiltersChange:
    """An account changed its filters; `version` is that of the row, 0 of one that is gone."""

    owner_id: int
    version: int
    sequence: int


@dataclass(frozen=True, slots=True)
class ListRemoval:
    """A list is gone; its members' pairs still name it."""

    removed: UserList
    sequence: int


@dataclass(frozen=True, slots=True)
class AccountChange:
    """A profile is new, changed or gone; its tweets can be found before and after where everybody may read them."""

    user_id: int
    before_public: bool
    after_public: bool


@dataclass(frozen=True, slots=True)
class ConversationChange:
    """A write to the head of a conversation: all that happens in it, in the order of its versions."""

    before: Conversation | None
    after: Conversation
    at_ms: int


@dataclass(frozen=True, slots=True)
class ReadChange:
    """A member's read marker moved."""

    conversation_id: str
    user_id: int
    read_id: int
