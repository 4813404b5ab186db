"""Accounts, as the client API of Mastodon has them: profiles, follows, blocks, mutes, requests and notes."""

from __future__ import annotations

from functions.accounts_api import absent, featured_tags, profile, recommended, relationships, reports
from functions.accounts_api.accounts import api

# They add their operations to those of `accounts`.
__all__ = ["absent", "api", "featured_tags", "lambda_handler", "profile", "recommended", "relationships", "reports"]

lambda_handler = api.lambda_handler
