"""Notifications over HTTP: what was told, what was set aside, markers, Web Push; natively and as apps read them."""

from __future__ import annotations

from functions.notifications_api import mastodon_markers, mastodon_push, mastodon_senders, push, senders
from functions.notifications_api.inbox import api

# They add their operations to those of `inbox` and `mastodon`.
__all__ = ["api", "lambda_handler", "mastodon_markers", "mastodon_push", "mastodon_senders", "push", "senders"]

lambda_handler = api.lambda_handler
