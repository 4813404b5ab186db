"""OAuth 2: apps, the pages on which they are let in, their tokens; and the pages that the links of mails lead to."""

from __future__ import annotations

from functions.oauth_api import mail
from functions.oauth_api.authorization import api

# It adds its operations to those of `authorization`.
__all__ = ["api", "lambda_handler", "mail"]

lambda_handler = api.lambda_handler
