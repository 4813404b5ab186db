"""Present subscriptions of Web Push."""

from __future__ import annotations

from linnet.domain.web_push import WebSubscription
from linnet.facades.mastodon.entities import push as entities
from linnet.facades.mastodon.requests.notifications import TYPES


def subscription(found: WebSubscription, server_key: str) -> entities.WebPushSubscription:
    """Present one; browsers need `server_key` to make another."""
    told = {TYPES[kind] for kind in found.alerts if kind in TYPES}
    return entities.WebPushSubscription(
        id=str(found.id),
        endpoint=found.endpoint,
        standard=found.standard,
        alerts=entities.Alerts(**{each: each in told for each in entities.Alerts.model_fields}),
        policy=found.policy.value,
        server_key=server_key,
    )
