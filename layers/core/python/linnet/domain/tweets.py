"""Tweets and retweets: the entities of the tweets table, one id space."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from linnet.domain.text import Entities

MAX_ANCESTORS = 40
MAX_CONTENT_WARNING = 200
MAX_MEDIA = 4


class Audience(StrEnum):
    """Say who may read a tweet; direct messages are a store of their own."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"

    @property
    def width(self) -> int:
        """Order audiences from narrow to wide: an edit never widens."""
        return {"followers": 0, "unlisted": 1, "public": 2}[self.value]


@dataclass(frozen=True, slots=True)
class TweetCounts:
    """Totals shown under a tweet; each equals its edge set."""

    replies: int = 0
    retweets: int = 0
    quotes: int = 0
    likes: int = 0


@dataclass(frozen=True, slots=True)
class Tweet:
    """A tweet.

    `ancestors` are the newest ids above it in the conversation, oldest first, at most `MAX_ANCESTORS`, ending with
    `reply_to_id`. `mentioned_ids` are the accounts behind `entities.mentions`, None where no account had the name when
    it was written. A deleted tweet is kept as a tombstone (`deleted_ms`) without its text. Times are Unix milliseconds.
    """

    id: int
    author_id: int
    text: str
    entities: Entities
    audience: Audience = Audience.PUBLIC
    language: str | None = None
    reply_to_id: int | None = None
    reply_to_author_id: int | None = None
    root_id: int | None = None
    root_author_id: int | None = None
    ancestors: tuple[int, ...] = ()
    quote_of_id: int | None = None
    mentioned_ids: tuple[int | None, ...] = ()
    sensitive: bool = False
    content_warning: str = ""
    media_ids: tuple[int, ...] = ()
    edited_ms: int | None = None
    deleted_ms: int | None = None
    counts: TweetCounts = TweetCounts()
    version: int = 1

    @property
    def conversation_id(self) -> int:
        return self.root_id if self.root_id is not None else self.id


@dataclass(frozen=True, slots=True)
class Retweet:
    """Somebody's retweet of a tweet, with its own id; taking it back removes it."""

    id: int
    author_id: int
    original_id: int
    original_author_id: int


Post = Tweet | Retweet


@dataclass(frozen=True, slots=True)
class TweetVersion:
    """One state of an edited tweet; `number` 1 is the text as first published."""

    number: int
    text: str
    entities: Entities
    content_warning: str
    sensitive: bool
    created_ms: int


@dataclass(frozen=True, slots=True)
class AuthorEntry:
    """What the by-author index knows of a post: enough to filter a profile page, and to hydrate it in one trip."""

    id: int
    author_id: int
    original_id: int | None = None
    original_author_id: int | None = None
    reply_to_id: int | None = None
    reply_to_author_id: int | None = None
    has_media: bool = False
    audience: Audience = Audience.PUBLIC
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class ConversationEntry:
    """What the conversation index knows of a reply."""

    id: int
    author_id: int
    reply_to_id: int
    ancestors: tuple[int, ...] = ()
    audience: Audience = Audience.PUBLIC
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Flags:
    """What a viewer did to a tweet; one row of the engagement table."""

    retweet_id: int | None = None
    liked: bool = False
    bookmarked: bool = False

    @property
    def retweeted(self) -> bool:
        return self.retweet_id is not None
