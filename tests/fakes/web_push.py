"""Web Push in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from linnet.domain.web_push import WebSubscription
from linnet.ports.web_push import PrivateKeys, WebPushJob
from tests.fakes.notifications import FakeNotifications


class FakeWebSubscriptions:
    """Keep subscriptions by session; inboxes are those of notifications."""

    def __init__(self, notifications: FakeNotifications) -> None:
        self._notifications = notifications
        self.stored: dict[tuple[int, str], WebSubscription] = {}

    def put(self, subscription: WebSubscription) -> None:
        self.stored[subscription.user_id, subscription.token_sha256] = subscription
        self._name(subscription.user_id, subscription.id)

    def get(self, user_id: int, token_sha256: str) -> WebSubscription | None:
        return self.stored.get((user_id, token_sha256))

    def of_user(self, user_id: int) -> Sequence[WebSubscription]:
        return [each for (owner_id, _), each in sorted(self.stored.items()) if owner_id == user_id]

    def change(self, subscription: WebSubscription) -> bool:
        found = self._same(subscription)
        if found is not None:
            key = subscription.user_id, subscription.token_sha256
            self.stored[key] = replace(found, alerts=subscription.alerts, policy=subscription.policy)
        return found is not None

    def remove(self, subscription: WebSubscription) -> bool:
        found = self._same(subscription)
        if found is not None:
            del self.stored[subscription.user_id, subscription.token_sha256]
        return found is not None

    def forget_newest(self, user_id: int, newest: int) -> None:
        if self._notifications.inbox(user_id).web_push == newest:
            self._name(user_id, None)

    def _same(self, subscription: WebSubscription) -> WebSubscription | None:
        found = self.get(subscription.user_id, subscription.token_sha256)
        return found if found is not None and found.id == subscription.id else None

    def _name(self, user_id: int, newest: int | None) -> None:
        inboxes = self._notifications.inboxes
        inboxes[user_id] = replace(self._notifications.inbox(user_id), web_push=newest)


class FakeWebPushJobs:
    """Keep what was queued until a test takes it."""

    def __init__(self) -> None:
        self.waiting: list[WebPushJob] = []

    def send(self, jobs: Sequence[WebPushJob]) -> None:
        self.waiting.extend(jobs)

    def taken(self) -> list[WebPushJob]:
        """Return what waits, and forget it."""
        jobs, self.waiting[:] = list(self.waiting), []
        return jobs


class FakePushServices:
    """Keep what was sent, or raise what a test says."""

    def __init__(self) -> None:
        self.sent: list[tuple[WebSubscription, bytes, str | None]] = []
        self.failing: dict[str, Exception] = {}

    def deliver(self, subscription: WebSubscription, payload: bytes, topic: str | None) -> None:
        error = self.failing.get(subscription.endpoint)
        if error is not None:
            raise error
        self.sent.append((subscription, payload, topic))


class FakeSeal:
    """Seal visibly."""

    def seal(self, token: str) -> str:
        return f"sealed {token}"

    def open(self, sealed: str) -> str:
        return sealed.removeprefix("sealed ")


class FakeKeyStore:
    """Keep the keys of a stage."""

    def __init__(self, keys: PrivateKeys | None = None) -> None:
        self.keys = keys

    def read(self) -> PrivateKeys | None:
        return self.keys

    def write(self, keys: PrivateKeys) -> None:
        self.keys = keys

    def needed(self) -> PrivateKeys:
        """Return the keys, which must be there."""
        assert self.keys is not None
        return self.keys
