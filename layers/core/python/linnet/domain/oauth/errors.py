"""The refusals that OAuth 2 names (RFC 6749, 4.1.2.1 and 5.2; RFC 7009, 2.2.1)."""

from __future__ import annotations

from enum import StrEnum


class OAuthCode(StrEnum):
    """Name every reason the protocol knows and we use."""

    INVALID_REQUEST = "invalid_request"
    INVALID_CLIENT = "invalid_client"
    INVALID_GRANT = "invalid_grant"
    INVALID_SCOPE = "invalid_scope"
    UNAUTHORIZED_CLIENT = "unauthorized_client"
    UNSUPPORTED_GRANT_TYPE = "unsupported_grant_type"
    UNSUPPORTED_RESPONSE_TYPE = "unsupported_response_type"
    ACCESS_DENIED = "access_denied"


class OAuthError(Exception):
    """Refuse a step of the protocol; the description is for the app's developer."""

    def __init__(self, code: OAuthCode, description: str) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
