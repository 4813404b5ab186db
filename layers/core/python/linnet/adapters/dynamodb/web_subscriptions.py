"""Subscriptions of Web Push, beside the notifications of their owner."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.notification_rows import NotificationRow, checked
from linnet.domain.notifications import Kind
from linnet.domain.web_push import PushKeys, PushPolicy, WebSubscription


@dataclass(frozen=True, slots=True)
class DynamoWebSubscriptions:
    """Implement the port `WebSubscriptions`.

    The inbox names the newest one, so that whoever makes a notification learns from a row that it reads anyhow
    whether there may be anybody to push it to.
    """

    row: type[NotificationRow]

    def put(self, subscription: WebSubscription) -> None:
        self.row(
            keys.notifications(subscription.user_id),
            keys.web_subscription(subscription.token_sha256),
            subscription_id=subscription.id,
            token_sha256=subscription.token_sha256,
            sealed_token=subscription.sealed_token,
            endpoint=subscription.endpoint,
            push_keys=_keys_text(subscription.keys),
            standard=subscription.standard,
            alerts=_alerts_text(subscription.alerts),
            policy=subscription.policy.value,
            origin=subscription.origin,
            native=subscription.native,
        ).save()
        # Afterwards: who forgets the newest one has looked for rows before, and forgets only the one named then.
        self._inbox(subscription.user_id).update(
            actions=[self.row.web_push.set(subscription.id), self.row.schema_version.set(1)]
        )

    def get(self, user_id: int, token_sha256: str) -> WebSubscription | None:
        key = keys.web_subscription(token_sha256)
        try:
            return _subscription(user_id, self.row.get(keys.notifications(user_id), key, consistent_read=True))
        except self.row.DoesNotExist:
            return None

    def of_user(self, user_id: int) -> Sequence[WebSubscription]:
        begins = self.row.sk.startswith(keys.WEB_SUBSCRIPTIONS)
        rows = self.row.query(keys.notifications(user_id), begins, consistent_read=True)
        return [_subscription(user_id, row) for row in rows]

    def change(self, subscription: WebSubscription) -> bool:
        row = self._of(subscription)
        actions: list[Action] = [
            self.row.alerts.set(_alerts_text(subscription.alerts)),
            self.row.policy.set(subscription.policy.value),
        ]
        itself = self.row.subscription_id == subscription.id
        return written(lambda: row.update(actions=actions, condition=itself))

    def remove(self, subscription: WebSubscription) -> bool:
        row = self._of(subscription)
        return written(lambda: row.delete(condition=self.row.subscription_id == subscription.id))

    def forget_newest(self, user_id: int, newest: int) -> None:
        inbox = self._inbox(user_id)
        written(lambda: inbox.update(actions=[self.row.web_push.remove()], condition=self.row.web_push == newest))

    def _of(self, subscription: WebSubscription) -> NotificationRow:
        return self.row(keys.notifications(subscription.user_id), keys.web_subscription(subscription.token_sha256))

    def _inbox(self, user_id: int) -> NotificationRow:
        return self.row(keys.notifications(user_id), keys.INBOX)


def _subscription(user_id: int, row: NotificationRow) -> WebSubscription:
    checked(row)
    known = set(Kind)
    return WebSubscription(
        id=int(row.subscription_id),
        user_id=user_id,
        token_sha256=row.token_sha256,
        sealed_token=row.sealed_token,
        endpoint=row.endpoint,
        keys=_keys(row.push_keys),
        standard=bool(row.standard),
        alerts=frozenset(Kind(each) for each in json.loads(row.alerts) if each in known),
        policy=PushPolicy(row.policy),
        origin=row.origin or "",
        native=bool(row.native),
    )


def _alerts_text(alerts: frozenset[Kind]) -> str:
    return json.dumps(sorted(alerts), separators=(",", ":"))


def _keys_text(found: PushKeys) -> str:
    return json.dumps([base64.b64encode(each).decode("ascii") for each in (found.p256dh, found.auth)])


def _keys(text: str) -> PushKeys:
    return PushKeys(*(base64.b64decode(each) for each in json.loads(text)))
