"""What happened that concerns the reader, one by one and in groups."""

from __future__ import annotations

from typing import Literal

from pydantic import RootModel

from linnet.facades.mastodon.entities.accounts import Account
from linnet.facades.mastodon.entities.shape import Entity, Id, Moment
from linnet.facades.mastodon.entities.statuses import Status

Type = Literal["mention", "status", "reblog", "follow", "follow_request", "favourite", "poll", "update", "quote"]


class Notification(Entity):
    """What one account did; `status` is there where it is about one."""

    id: Id
    type: Type
    created_at: Moment
    group_key: str
    account: Account
    status: Status | None = None
    filtered: bool | None = None


class Notifications(RootModel[list[Notification]]):
    """A list of notifications."""


class NotificationGroup(Entity):
    """What several accounts did, the newest of whom are named; `page_…` are the ids of those that are."""

    group_key: str
    notifications_count: int
    type: Type
    most_recent_notification_id: int
    page_min_id: Id
    page_max_id: Id
    latest_page_notification_at: Moment
    sample_account_ids: list[Id]
    status_id: Id | None = None


class GroupedNotifications(Entity):
    """Groups, and once each the accounts and statuses that they are about."""

    accounts: list[Account]
    statuses: list[Status]
    notification_groups: list[NotificationGroup]


class UnreadCount(Entity):
    """How many are unread, as far as they are counted."""

    count: int


Policy = Literal["accept", "filter", "drop"]


class PolicySummary(Entity):
    """What was filtered, as far as it is counted."""

    pending_requests_count: int
    pending_notifications_count: int


class NotificationPolicy(Entity):
    """Of whom the reader is told."""

    for_not_following: Policy
    for_not_followers: Policy
    for_new_accounts: Policy
    for_private_mentions: Policy
    for_limited_accounts: Policy
    summary: PolicySummary


class NotificationRequest(Entity):
    """Notifications of an account that were filtered. Its `id` is that of the account."""

    id: Id
    created_at: Moment
    updated_at: Moment
    notifications_count: str
    account: Account
    last_status: Status | None = None


class NotificationRequests(RootModel[list[NotificationRequest]]):
    """All that was filtered."""


class Merged(Entity):
    """Whether all that was accepted stands in the list."""

    merged: bool
