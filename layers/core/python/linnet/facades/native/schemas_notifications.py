"""What notifications look like."""

from __future__ import annotations

from pydantic import Field

from linnet.domain.notification_choices import MAX_MUTED_WORDS
from linnet.domain.notifications import Kind, Measure
from linnet.facades.native.schemas import Author, IdString, Moment, Page, Shape, Short, Tweet


class Notification(Shape):
    """Something that others did: `actors` are the newest of `actorCount` accounts, `moreActors` that there were more.

    `tweet` is what it is about: the reader's own for likes and retweets, otherwise the actor's; null for follows,
    requests and notices. `measure` is what the platform did, in notices of the kind `moderation`, `draftId` what could
    not be published, in those of the kind `draft_failed`. `createdAt` is the newest time.
    """

    id: IdString
    kind: Kind
    created_at: Moment
    actors: list[Author] = Field(max_length=8)
    actor_count: int
    more_actors: bool
    tweet: Tweet | None
    measure: Measure | None
    draft_id: IdString | None
    unread: bool


class NotificationPage(Page[Notification]):
    """A page of notifications."""


class UnreadCount(Shape):
    """How many there are above the read marker; `display` says "99+" where there are more than `count` tells."""

    count: int
    display: Short
    read_up_to: IdString


class ReadMarker(Shape):
    """Up to which id everything counts as read."""

    read_up_to: IdString


class NotificationSettings(Shape):
    """Of what the reader is notified."""

    kinds: dict[Kind, bool] = Field(max_length=len(Kind))
    followed_only: bool
    no_new_accounts: bool
    muted_words: list[Short] = Field(max_length=MAX_MUTED_WORDS)
