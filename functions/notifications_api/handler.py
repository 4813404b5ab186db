"""Notifications over HTTP: what was told, what was set aside, and read markers; natively and as apps read them."""

from __future__ import annotations

from functions.notifications_api import mastodon_markers, mastodon_senders, senders
from functions.notifications_api.inbox import api

# They add their operations to those of `inbox` and `mastodon`.
__all__ = ["api", "lambda_handler", "mastodon_markers", "mastodon_senders", "senders"]

lambda_handler = api.lambda_handler
