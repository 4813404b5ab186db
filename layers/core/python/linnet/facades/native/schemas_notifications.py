"""What notifications look like."""

from __future__ import annotations

from pydantic import Field

from linnet.domain.notification_choices import MAX_MUTED_WORDS
from linnet.domain.notification_policy import Treatment
from linnet.domain.notifications import Kind, Measure
from linnet.facades.native.schemas import Author, IdString, Moment, Page, Shape, Short, Tweet
from linnet.facades.native.schemas_messages import Message


class Notification(Shape):
    """Something that others did: `actors` are the newest of `actorCount` accounts, `moreActors` that there were more.

    `tweet` is what it is about: the reader's own for likes and retweets, otherwise the actor's; null for follows,
    requests, messages and notices. `message` is what somebody wrote to the reader alone or to a group. `measure` is
    what the platform did, in notices of the kind `moderation`, `draftId` what could not be published, in those of the
    kind `draft_failed`. `createdAt` is the newest time. What is `filtered` was set aside.
    """

    id: IdString
    kind: Kind
    created_at: Moment
    actors: list[Author] = Field(max_length=8)
    actor_count: int
    more_actors: bool
    tweet: Tweet | None
    message: Message | None
    measure: Measure | None
    draft_id: IdString | None
    unread: bool
    filtered: bool


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


class NotificationPolicy(Shape):
    """What becomes of notifications of accounts that the reader does not follow, and so on: of several the harshest."""

    not_following: Treatment
    not_followers: Treatment
    new_accounts: Treatment
    limited_accounts: Treatment


class NotificationRequest(Shape):
    """An account of which something was set aside: how much was written that waits, since when, and the newest of it.

    `tweet` is null where it cannot be seen any more.
    """

    account: Author
    count: int
    created_at: Moment
    updated_at: Moment
    tweet: Tweet | None


class NotificationRequestPage(Page[NotificationRequest]):
    """A page of accounts that ask to be heard."""


class NotificationRequestCount(Shape):
    """How many accounts ask to be heard, and how much of them waits; the newest hundred accounts are counted."""

    accounts: int
    notifications: int


class NotificationSettings(Shape):
    """Of what the reader is notified."""

    kinds: dict[Kind, bool] = Field(max_length=len(Kind))
    policy: NotificationPolicy
    followed_only: bool
    no_new_accounts: bool
    muted_words: list[Short] = Field(max_length=MAX_MUTED_WORDS)
