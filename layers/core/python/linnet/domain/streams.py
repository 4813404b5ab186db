"""Streams: what apps for Mastodon subscribe to, and on which topics the events of each come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linnet.domain.oauth.scopes import covers
from linnet.domain.pushes import (
    HASHTAG_SIGNS,
    MAX_TAG,
    PUBLIC_TOPIC,
    Topic,
    TopicKind,
    UnknownTopic,
    check_id,
    hashtag_topic,
    own_topic,
)
from linnet.domain.timelines import fold_tag

READ_STATUSES: Final = "read:statuses"
READ_NOTIFICATIONS: Final = "read:notifications"


class StreamName(StrEnum):
    """Name the kinds of streams as the client API of Mastodon does."""

    USER = "user"
    NOTIFICATIONS = "user:notification"
    DIRECT = "direct"
    LIST = "list"
    PUBLIC = "public"
    PUBLIC_MEDIA = "public:media"
    LOCAL = "public:local"
    LOCAL_MEDIA = "public:local:media"
    REMOTE = "public:remote"
    REMOTE_MEDIA = "public:remote:media"
    HASHTAG = "hashtag"
    HASHTAG_LOCAL = "hashtag:local"


_MEDIA_OF: Final = {
    StreamName.PUBLIC: StreamName.PUBLIC_MEDIA,
    StreamName.LOCAL: StreamName.LOCAL_MEDIA,
    StreamName.REMOTE: StreamName.REMOTE_MEDIA,
}
_HASHTAGS: Final = frozenset({StreamName.HASHTAG, StreamName.HASHTAG_LOCAL})
# Nothing comes from other servers: subscribing to them is fine, and they stay silent.
_ELSEWHERE: Final = frozenset({StreamName.REMOTE, StreamName.REMOTE_MEDIA})


class UnknownStream(ValueError):
    """No stream is called this."""


class MissingSubject(ValueError):
    """A stream needs a hashtag or a list, and none, or none that there can be, was named."""


@dataclass(frozen=True, slots=True)
class Stream:
    """What a connection subscribed to. `subject` is the hashtag as the client spells it, or the id of a list."""

    name: StreamName
    subject: str = ""

    @property
    def key(self) -> str:
        """Return what distinguishes it from every other stream of a connection: neither part holds a space."""
        return f"{self.name} {self.subject}" if self.subject else str(self.name)

    @property
    def scope(self) -> str:
        """Return what a token must cover."""
        return READ_NOTIFICATIONS if self.name is StreamName.NOTIFICATIONS else READ_STATUSES

    @property
    def only_media(self) -> bool:
        """Tell whether it carries only what has images or videos."""
        return self.name in _MEDIA_OF.values()

    @property
    def list_id(self) -> int | None:
        """Return which list it is the stream of."""
        return int(self.subject) if self.name is StreamName.LIST else None

    def topics(self, user_id: int, scopes: Collection[str], followed_tags: Collection[str] = ()) -> frozenset[Topic]:
        """Return where its events come from, for a reader who follows hashtags and whose token has these scopes."""
        if self.name is StreamName.USER:
            kinds = [TopicKind.HOME, TopicKind.MESSAGES]
            if covers(scopes, READ_NOTIFICATIONS):
                kinds.append(TopicKind.NOTIFICATIONS)
            own = {own_topic(kind, user_id) for kind in kinds}
            return frozenset(own | {hashtag_topic(tag) for tag in followed_tags})
        if self.name is StreamName.NOTIFICATIONS:
            return frozenset({own_topic(TopicKind.NOTIFICATIONS, user_id)})
        if self.name is StreamName.DIRECT:
            return frozenset({own_topic(TopicKind.MESSAGES, user_id)})
        if self.name is StreamName.LIST:
            # What is pushed into home is pushed into lists as well; who is a member is asked when it is told.
            return frozenset({own_topic(TopicKind.HOME, user_id)})
        if self.name in _ELSEWHERE:
            return frozenset()
        return frozenset({hashtag_topic(self.subject) if self.name in _HASHTAGS else PUBLIC_TOPIC})


def stream_of(name: str, *, tag: str = "", list_id: str = "", only_media: bool = False) -> Stream:
    """Return the stream that a client names. Raise UnknownStream or MissingSubject."""
    try:
        kind = StreamName(name)
    except ValueError:
        raise UnknownStream(name) from None
    if only_media:
        kind = _MEDIA_OF.get(kind, kind)
    if kind in _HASHTAGS:
        spelled = tag.strip().lstrip(HASHTAG_SIGNS)
        if not spelled or any(each.isspace() for each in spelled) or len(fold_tag(spelled)) > MAX_TAG:
            raise MissingSubject("tag")
        return Stream(kind, spelled)
    if kind is StreamName.LIST:
        try:
            check_id(list_id)
        except UnknownTopic:
            raise MissingSubject("list") from None
        return Stream(kind, list_id)
    return Stream(kind)


def stream_of_key(key: str) -> Stream:
    """Return the stream that a key belongs to."""
    name, _, subject = key.partition(" ")
    return Stream(StreamName(name), subject)
