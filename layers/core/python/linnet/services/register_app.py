"""Register an app."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet.domain import tokens
from linnet.domain.errors import invalid
from linnet.domain.oauth import scopes
from linnet.domain.oauth.apps import UNUSED_MS, App, check_name, check_redirect_uris, check_website
from linnet.domain.oauth.errors import OAuthError
from linnet.ports.environment import Clock, IdSource, Secrets
from linnet.ports.oauth import Apps


@dataclass(frozen=True, slots=True)
class NewApp:
    """What somebody registers an app with; without scopes it may read."""

    name: str
    redirect_uris: Sequence[str]
    scopes: str | None = None
    website: str | None = None


@dataclass(frozen=True, slots=True)
class RegisterApp:
    """Let anybody register an app: it may ask people for access, and nothing more.

    Its secret is shown once. An app that nobody lets in is forgotten after 30 days.
    """

    apps: Apps
    ids: IdSource
    secrets: Secrets
    clock: Clock

    def run(self, new: NewApp) -> tuple[App, str]:
        """Return the app and its secret. Raise a DomainError (invalid)."""
        try:
            wanted = scopes.parse(new.scopes or "") or frozenset({scopes.DEFAULT})
        except OAuthError as error:
            raise invalid("scopes", "doesn't match configured on the server") from error
        now_ms = self.clock.now_ms()
        secret = self.secrets.token()
        app = App(
            id=self.ids.next_id(),
            client_id=self.secrets.token(),
            secret_sha256=tokens.digest(secret),
            name=check_name(new.name),
            redirect_uris=check_redirect_uris(new.redirect_uris),
            scopes=wanted,
            website=check_website(new.website),
            created_ms=now_ms,
            expires_ms=now_ms + UNUSED_MS,
        )
        self.apps.add(app)
        return app, secret
