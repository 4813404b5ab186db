"""Revoke a token (RFC 7009)."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import tokens
from linnet.domain.oauth.errors import OAuthCode, OAuthError
from linnet.ports.identity import Sessions
from linnet.ports.oauth import AppTokens
from linnet.services.identify_client import Credentials, IdentifyClient


@dataclass(frozen=True, slots=True)
class RevokeToken:
    """End a token of the app that asks; whoever has the token needs no secret to end it."""

    identify: IdentifyClient
    sessions: Sessions
    app_tokens: AppTokens

    def run(self, credentials: Credentials, token: str | None) -> None:
        """End it; one that is no token any more is as good as ended. Raise OAuthError."""
        app = self.identify.run(credentials, secret_needed=False)
        if not token or len(token) > tokens.MAX_TOKEN:
            return
        sha256 = tokens.digest(token)
        owner = self._client_of(sha256, tokens.hint(token))
        if owner is None:
            return
        if owner != app.client_id:
            raise OAuthError(OAuthCode.UNAUTHORIZED_CLIENT, "You are not authorized to revoke this token.")
        # Tokens of people and of apps stand in one place.
        self.sessions.remove([sha256])

    def _client_of(self, sha256: str, hint: int | None) -> str | None:
        """Return whose token it is: an empty text for a log-in in person, None where there is no such token."""
        found = self.sessions.resolve(sha256, hint)
        if found is not None:
            return found[0].client_id or ""
        alone = self.app_tokens.get(sha256)
        return None if alone is None else alone.client_id
