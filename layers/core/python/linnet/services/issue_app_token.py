"""Give an app a token of its own."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import tokens
from linnet.domain.oauth import scopes
from linnet.domain.oauth.grants import AppToken
from linnet.ports.environment import Clock, Secrets
from linnet.ports.oauth import AppTokens
from linnet.services.identify_client import Credentials, IdentifyClient


@dataclass(frozen=True, slots=True)
class IssueAppToken:
    """Make a token that acts for nobody, for `lifetime_ms`."""

    identify: IdentifyClient
    app_tokens: AppTokens
    secrets: Secrets
    clock: Clock
    lifetime_ms: int

    def run(self, credentials: Credentials, scope: str | None) -> tuple[str, AppToken]:
        """Return the token. Raise OAuthError: invalid client or scope."""
        app = self.identify.run(credentials)
        now_ms = self.clock.now_ms()
        token = self.secrets.token()
        made = AppToken(
            token_sha256=tokens.digest(token),
            client_id=app.client_id,
            app=app.name,
            scopes=scopes.chosen(scope, app.scopes),
            created_ms=now_ms,
            expires_ms=now_ms + self.lifetime_ms,
        )
        self.app_tokens.add(made)
        return token, made
