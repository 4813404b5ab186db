"""Pushes: hints to open sockets that something happened. What is stored is the truth; a lost push costs time only.

A push carries ids and small facts, never the text of anybody: it passes a queue, and its receiver fetches by id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from linnet.domain.ids import MAX_ID
from linnet.domain.timelines import fold_tag

# The longest hashtag that fits into a tweet is shorter.
MAX_TAG: Final = 300
HASHTAG_SIGNS: Final = "#＃"

Json = str | int | bool | None | Sequence["Json"] | Mapping[str, "Json"]


class TopicKind(StrEnum):
    """Say what a client can subscribe to: the first three are each account's own."""

    HOME = "home"
    NOTIFICATIONS = "notifications"
    MESSAGES = "messages"
    TWEET = "tweet"
    PUBLIC = "public"
    HASHTAG = "hashtag"

    @property
    def own(self) -> bool:
        """Tell whether everybody has a topic of this kind that nobody else can subscribe to."""
        return self in (TopicKind.HOME, TopicKind.NOTIFICATIONS, TopicKind.MESSAGES)


class UnknownTopic(ValueError):
    """No topic has this name."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Where a push goes. `subject` is the owner's id, the tweet's id, or the folded tag; `public` has none."""

    kind: TopicKind
    subject: str = ""

    @property
    def key(self) -> str:
        """Return what distinguishes it from every other topic."""
        return f"{self.kind}:{self.subject}" if self.subject else str(self.kind)

    @property
    def name(self) -> str:
        """Return what its subscribers call it: one's own topics need no id."""
        return str(self.kind) if self.kind.own else self.key

    @property
    def owner_id(self) -> int | None:
        """Return whose topic it is; None for those that anybody can subscribe to."""
        return int(self.subject) if self.kind.own else None


PUBLIC_TOPIC: Final = Topic(TopicKind.PUBLIC)


def own_topic(kind: TopicKind, user_id: int) -> Topic:
    """Return somebody's own topic of a kind."""
    return Topic(kind, str(user_id))


def tweet_topic(tweet_id: int) -> Topic:
    return Topic(TopicKind.TWEET, str(tweet_id))


def hashtag_topic(tag: str) -> Topic:
    return Topic(TopicKind.HASHTAG, fold_tag(tag))


def topic_of_key(key: str) -> Topic:
    """Return the topic that a key belongs to. Raise UnknownTopic."""
    kind, colon, subject = key.partition(":")
    topic = Topic(_kind(kind), subject)
    if (topic.kind is TopicKind.PUBLIC) != (not colon):
        raise UnknownTopic(key)
    if topic.kind.own or topic.kind is TopicKind.TWEET:
        check_id(subject)
    elif topic.kind is TopicKind.HASHTAG and not 1 <= len(subject) <= MAX_TAG:
        raise UnknownTopic(key)
    return topic


def topic_of_name(name: str, user_id: int) -> Topic:
    """Return what a subscriber means by a name. Raise UnknownTopic, also for topics of others."""
    spelled, colon, subject = name.partition(":")
    kind = _kind(spelled)
    if kind.own:
        if colon:
            raise UnknownTopic(name)
        return own_topic(kind, user_id)
    return topic_of_key(f"{kind}:{fold_tag(subject.lstrip(HASHTAG_SIGNS))}" if kind is TopicKind.HASHTAG else name)


def _kind(text: str) -> TopicKind:
    try:
        return TopicKind(text)
    except ValueError:
        raise UnknownTopic(text) from None


def check_id(text: str) -> None:
    """Raise UnknownTopic unless the text is an id as this server spells it."""
    # One spelling for each id: `tweet:007` would be a topic that nothing is ever sent to.
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MAX_ID))):
        raise UnknownTopic(text)
    if str(int(text)) != text or int(text) > MAX_ID:
        raise UnknownTopic(text)


class PushKind(StrEnum):
    """Name what happened; clients see the same names, but for those of `FOR_APPS`."""

    NOTIFICATION = "notification"
    HOME_NEW = "home.new"
    FEED_NEW = "feed.new"
    TWEET_COUNTS = "tweet.counts"
    TWEET_DELETED = "tweet.deleted"
    TWEET_EDITED = "tweet.edited"
    MESSAGE = "message"
    MESSAGE_READ = "message.read"
    TYPING = "typing"
    STATUS_NEW = "status.new"
    STATUS_EDITED = "status.edited"
    STATUS_DELETED = "status.deleted"
    FILTERS_CHANGED = "filters.changed"


# Told to apps for Mastodon alone, which expect more than ids: clients of the native protocol read again.
FOR_APPS: Final = frozenset(
    {PushKind.STATUS_NEW, PushKind.STATUS_EDITED, PushKind.STATUS_DELETED, PushKind.FILTERS_CHANGED}
)


@dataclass(frozen=True, slots=True)
class Push:
    """Something happened that the subscribers of a topic want to know at once.

    `id` is that of the notification, message or tweet. `actor_id` is who caused it and `tweet_id` which tweet it shows:
    whoever may not see them (block, mute, audience, deleted) when it is delivered does not get it. `occurrence` tells
    apart pushes about the same id; one with the same kind, topic, id and occurrence as another of the last five minutes
    is not sent again. `shard` is one part of the topic's subscribers; None is all.

    For `home.new`, `feed.new` and `tweet.counts` the payload is left empty: what is sent is read when it is delivered,
    at most once a second for each topic. `fresh` are the posts that were new then, which apps for Mastodon are shown.
    """

    kind: PushKind
    topic: Topic
    id: int
    payload: Mapping[str, Json] = field(default_factory=dict)
    actor_id: int | None = None
    tweet_id: int | None = None
    occurrence: str = ""
    shard: int | None = None
    fresh: tuple[int, ...] = ()
