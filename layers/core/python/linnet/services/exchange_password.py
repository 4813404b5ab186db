"""Exchange a name and a password for a token (RFC 6749, 4.3), where the stage allows it."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError
from linnet.domain.oauth import scopes
from linnet.domain.oauth.errors import OAuthCode, OAuthError
from linnet.domain.users import Session
from linnet.ports.oauth import Apps
from linnet.services.begin_session import Access, BeginSession
from linnet.services.check_login import CheckLogin
from linnet.services.identify_client import Credentials, IdentifyClient

_REFUSED = frozenset({Code.UNAUTHENTICATED, Code.SUSPENDED})


@dataclass(frozen=True, slots=True)
class ExchangePassword:
    """Make the token of a person who told the app their password."""

    identify: IdentifyClient
    apps: Apps
    check_login: CheckLogin
    begin_session: BeginSession
    allowed: bool

    def run(
        self, credentials: Credentials, login: str | None, password: str | None, scope: str | None
    ) -> tuple[str, Session]:
        """Return the token. Raise OAuthError, or a DomainError: rate-limited or unavailable."""
        if not self.allowed:
            raise OAuthError(
                OAuthCode.UNSUPPORTED_GRANT_TYPE, "The authorization grant type is not supported by this server."
            )
        app = self.identify.run(credentials)
        wanted = scopes.chosen(scope, app.scopes)
        try:
            user, account = self.check_login.run(login or "", password or "")
        except DomainError as error:
            if error.code not in _REFUSED:
                raise
            raise OAuthError(OAuthCode.INVALID_GRANT, "The name or the password is wrong.") from error
        if app.expires_ms is not None:
            self.apps.keep(app.client_id)
        signed_in = self.begin_session.run(user, account, Access(app.name, wanted, app.client_id))
        return signed_in.token, signed_in.session
