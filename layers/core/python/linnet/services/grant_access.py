"""Grant an app what a person allowed."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import tokens
from linnet.domain.errors import Code, DomainError
from linnet.domain.oauth.grants import AuthorizationCode
from linnet.domain.oauth.scopes import CONSENT
from linnet.domain.users import Session
from linnet.ports.environment import Clock, Secrets
from linnet.ports.oauth import Apps, AuthorizationCodes
from linnet.services.check_authorization import Authorization


@dataclass(frozen=True, slots=True)
class GrantAccess:
    """Make a code that the app exchanges for a token within ten minutes."""

    apps: Apps
    codes: AuthorizationCodes
    secrets: Secrets
    clock: Clock

    def run(self, session: Session, authorization: Authorization) -> str:
        """Return the code; it holds as long as the session's password. Raise a DomainError (forbidden).

        Only a session of the sign-in page may: no app can let in another, nor itself.
        """
        if CONSENT not in session.scopes:
            raise DomainError(Code.FORBIDDEN, "only the sign-in page may let apps in")
        app = authorization.app
        if app.expires_ms is not None:
            # Before the code: a token must not outlive its app.
            self.apps.keep(app.client_id)
        code = self.secrets.token()
        self.codes.add(
            AuthorizationCode(
                sha256=tokens.digest(code),
                client_id=app.client_id,
                redirect_uri=authorization.redirect_uri,
                user_id=session.user_id,
                scopes=authorization.scopes,
                challenge=authorization.challenge,
                credential_version=session.credential_version,
                created_ms=self.clock.now_ms(),
            )
        )
        return code
