"""Find out which app asks."""

from __future__ import annotations

import hmac
from dataclasses import dataclass

from linnet.domain import tokens
from linnet.domain.oauth.apps import App
from linnet.domain.oauth.errors import OAuthCode, OAuthError
from linnet.ports.oauth import Apps

MAX_CREDENTIAL = 512


@dataclass(frozen=True, slots=True)
class Credentials:
    """What an app says that it is; a public one (RFC 6749, 2.1) has no secret that it could keep."""

    client_id: str | None
    secret: str | None = None


@dataclass(frozen=True, slots=True)
class IdentifyClient:
    """Know an app by its id and secret, or by its id alone where something else proves the rest."""

    apps: Apps

    def run(self, credentials: Credentials, *, secret_needed: bool = True) -> App:
        """Return the app. Raise OAuthError (invalid client); a wrong secret is never taken for none."""
        app = self._find(credentials.client_id)
        if app is None:
            raise _unknown()
        if not credentials.secret:
            if secret_needed:
                raise _unknown()
            return app
        if len(credentials.secret) > MAX_CREDENTIAL or not hmac.compare_digest(
            tokens.digest(credentials.secret), app.secret_sha256
        ):
            raise _unknown()
        return app

    def _find(self, client_id: str | None) -> App | None:
        if not client_id or len(client_id) > MAX_CREDENTIAL:
            return None
        return self.apps.get(client_id)


def _unknown() -> OAuthError:
    return OAuthError(
        OAuthCode.INVALID_CLIENT,
        "Client authentication failed due to unknown client, no client authentication included, or unsupported "
        "authentication method.",
    )
