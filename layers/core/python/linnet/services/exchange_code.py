"""Exchange an authorization code for a token."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import tokens
from linnet.domain.oauth.errors import OAuthCode, OAuthError
from linnet.domain.oauth.grants import AuthorizationCode, verifies
from linnet.domain.users import Session
from linnet.ports.environment import Clock
from linnet.ports.identity import Sessions
from linnet.ports.oauth import AuthorizationCodes
from linnet.services.begin_session import Access, BeginSession
from linnet.services.identify_client import Credentials, IdentifyClient


@dataclass(frozen=True, slots=True)
class ExchangeCode:
    """Make the token of a person for an app, once; who comes with the code again ends it."""

    identify: IdentifyClient
    codes: AuthorizationCodes
    sessions: Sessions
    begin_session: BeginSession
    clock: Clock

    def run(
        self, credentials: Credentials, code: str | None, redirect_uri: str | None, verifier: str | None
    ) -> tuple[str, Session]:
        """Return the token and its session. Raise OAuthError: invalid client or grant."""
        app = self.identify.run(credentials, secret_needed=False)
        found = self._find(code)
        if found is None or found.client_id != app.client_id:
            raise _invalid()
        # Without its secret only the verifier tells the app from somebody who saw the code.
        if found.challenge is None and not credentials.secret:
            raise OAuthError(OAuthCode.INVALID_CLIENT, "Client authentication failed: send the secret, or use PKCE.")
        if found.challenge is not None and not verifies(found.challenge, verifier):
            raise _invalid()
        if found.token_sha256 is not None:
            self._end(found.token_sha256)
        if found.redirect_uri != redirect_uri or not found.open_at(self.clock.now_ms()):
            raise _invalid()
        access = Access(app.name, found.scopes, app.client_id)
        token, session = self.begin_session.draft(found.user_id, found.credential_version, access)
        if not self.codes.redeem(found, session):
            # Somebody else was faster: one of the two is a thief.
            again = self.codes.get(found.sha256)
            if again is not None and again.token_sha256 is not None:
                self._end(again.token_sha256)
            raise _invalid()
        return token, session

    def _find(self, code: str | None) -> AuthorizationCode | None:
        if not code or len(code) > tokens.MAX_TOKEN:
            return None
        return self.codes.get(tokens.digest(code))

    def _end(self, token_sha256: str) -> None:
        self.sessions.remove([token_sha256])


def _invalid() -> OAuthError:
    return OAuthError(
        OAuthCode.INVALID_GRANT,
        "The provided authorization grant is invalid, expired, revoked, does not match the redirection URI used in the "
        "authorization request, or was issued to another client.",
    )
