"""Present notifications, one by one and in groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import cast

from linnet.domain.ids import created_ms
from linnet.domain.notification_choices import Choices
from linnet.domain.users import Viewer
from linnet.facades.mastodon.entities import notifications as entities
from linnet.facades.mastodon.entities.statuses import Status
from linnet.facades.mastodon.present.accounts import account
from linnet.facades.mastodon.present.conversations import direct_status
from linnet.facades.mastodon.present.statuses import StatusPresenter
from linnet.facades.mastodon.requests.notifications import TYPES, group_key
from linnet.facades.moments import moment
from linnet.services.read_notification_requests import ShownRequest
from linnet.services.read_notifications import ShownNotification, single_entries


@dataclass(frozen=True, slots=True)
class NotificationPresenter:
    """Present to one reader; types outside of `grouped` have a key for each notification."""

    statuses: StatusPresenter
    reader: Viewer
    grouped: Collection[str]

    def all(self, shown: Iterable[ShownNotification]) -> entities.Notifications:
        """Present a list of single notifications."""
        return entities.Notifications([self.one(each) for each in shown])

    def one(self, shown: ShownNotification) -> entities.Notification:
        """Present a notification of one account."""
        found = self._status(shown)
        status = {} if found is None else {"status": found}
        filtered = {"filtered": True} if shown.filtered else {}
        return entities.Notification(
            id=str(shown.id),
            type=_type(shown),
            created_at=moment(created_ms(shown.id)),
            group_key=self._key(shown),
            account=account(shown.actors[0], self.statuses.origin),
            **status,
            **filtered,
        )

    def groups(self, shown: Iterable[ShownNotification]) -> entities.GroupedNotifications:
        """Present groups; those of a type that is not grouped fall apart."""
        parts = [part for each in shown for part in self._parts(each)]
        accounts = {actor.id: actor for part in parts for actor in part.actors}
        about = {identifier: part for part in parts if (identifier := _about(part)) is not None}
        found = [self._status(each) for each in about.values()]
        return entities.GroupedNotifications(
            accounts=[account(each, self.statuses.origin) for each in accounts.values()],
            statuses=[each for each in found if each is not None],
            notification_groups=[self._group(part) for part in parts],
        )

    def _parts(self, shown: ShownNotification) -> Sequence[ShownNotification]:
        if _type(shown) in self.grouped:
            return [shown]
        return [
            replace(shown, id=entry_id, actors=actors, entry_ids=(entry_id,), actor_count=1, more=False)
            for entry_id, actors in single_entries(shown)
        ]

    def _group(self, shown: ShownNotification) -> entities.NotificationGroup:
        newest = max(shown.entry_ids)
        identifier = _about(shown)
        about = {} if identifier is None else {"status_id": str(identifier)}
        return entities.NotificationGroup(
            group_key=self._key(shown),
            notifications_count=shown.actor_count,
            type=_type(shown),
            most_recent_notification_id=newest,
            page_min_id=str(min(shown.entry_ids)),
            page_max_id=str(newest),
            latest_page_notification_at=moment(created_ms(newest)),
            sample_account_ids=[str(each.id) for each in shown.actors],
            **about,
        )

    def _status(self, shown: ShownNotification) -> Status | None:
        if shown.message is not None:
            placed = shown.message
            return direct_status(placed.shown, placed.people, self.reader, self.statuses.origin)
        return None if shown.tweet is None else self.statuses.one(shown.tweet)

    def _key(self, shown: ShownNotification) -> str:
        if shown.filtered or _type(shown) not in self.grouped:
            return f"ungrouped-{shown.id}"
        return group_key(shown.kind, shown.object_id)

    def requests(self, shown: Iterable[ShownRequest]) -> entities.NotificationRequests:
        """Present a list of accounts that ask to be heard."""
        return entities.NotificationRequests([self.request(each) for each in shown])

    def request(self, shown: ShownRequest) -> entities.NotificationRequest:
        """Present an account that asks to be heard."""
        status = {} if shown.tweet is None else {"last_status": self.statuses.one(shown.tweet)}
        return entities.NotificationRequest(
            id=str(shown.sender.id),
            created_at=moment(created_ms(shown.oldest_id)),
            updated_at=moment(created_ms(shown.newest_id)),
            notifications_count=str(shown.count),
            account=account(shown.sender, self.statuses.origin),
            **status,
        )


def policy(choices: Choices, waiting: tuple[int, int]) -> entities.NotificationPolicy:
    """Present of whom somebody is told, and how many others ask to be heard with how much."""
    chosen = choices.policy
    return entities.NotificationPolicy(
        for_not_following=chosen.not_following.value,
        for_not_followers=chosen.not_followers.value,
        for_new_accounts=chosen.new_accounts.value,
        # Private mentions are messages: what strangers write waits for an answer.
        for_private_mentions="filter",
        for_limited_accounts=chosen.limited_accounts.value,
        summary=entities.PolicySummary(pending_requests_count=waiting[0], pending_notifications_count=waiting[1]),
    )


def _about(shown: ShownNotification) -> int | None:
    """Return the id of the status that a notification shows."""
    if shown.message is not None:
        return shown.message.shown.message.id
    return None if shown.tweet is None else shown.tweet.tweet.id


def _type(shown: ShownNotification) -> entities.Type:
    return cast(entities.Type, TYPES[shown.kind])
