"""Apps, authorization codes, and tokens of an app alone."""

from __future__ import annotations

from typing import Protocol

from linnet.domain.oauth.apps import App
from linnet.domain.oauth.grants import AppToken, AuthorizationCode
from linnet.domain.users import Session


class Apps(Protocol):
    """Registered apps, by client id."""

    def add(self, app: App) -> None:
        """Store a new app."""
        ...

    def get(self, client_id: str) -> App | None:
        """Return an app, strongly consistent; one that has expired is gone."""
        ...

    def keep(self, client_id: str) -> None:
        """Let an app expire no more; again, or where it is gone, changes nothing."""
        ...


class AuthorizationCodes(Protocol):
    """What was allowed and not fetched yet, by the SHA-256 of the code."""

    def add(self, code: AuthorizationCode) -> None:
        """Store a new code."""
        ...

    def get(self, sha256: str) -> AuthorizationCode | None:
        """Return a code, strongly consistent, also one that was used or has ended, for about a day."""
        ...

    def redeem(self, code: AuthorizationCode, session: Session) -> bool:
        """Use the code up and store the session made from it, both or neither; False where it was used already."""
        ...


class AppTokens(Protocol):
    """Tokens of apps that act for nobody, by SHA-256.

    They stand among the sessions: `Sessions.remove` ends them too, and `Sessions.resolve` knows none of them.
    """

    def add(self, token: AppToken) -> None:
        """Store a new token."""
        ...

    def get(self, token_sha256: str) -> AppToken | None:
        """Return an unexpired token, strongly consistent."""
        ...
