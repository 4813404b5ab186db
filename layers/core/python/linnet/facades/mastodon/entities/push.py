"""Subscriptions of Web Push."""

from __future__ import annotations

from linnet.facades.mastodon.entities.shape import Entity, Id


class Alerts(Entity):
    """Which types of notifications are pushed."""

    mention: bool
    quote: bool
    status: bool
    reblog: bool
    follow: bool
    follow_request: bool
    favourite: bool
    poll: bool
    update: bool


class WebPushSubscription(Entity):
    """The subscription of the token that asks."""

    id: Id
    endpoint: str
    standard: bool
    alerts: Alerts
    policy: str
    server_key: str
