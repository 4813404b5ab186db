"""Find the app that a token was given to."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import tokens
from linnet.domain.oauth.apps import App
from linnet.ports.identity import Sessions
from linnet.ports.oauth import Apps, AppTokens
from linnet.services.resolve_token import viewer_of


@dataclass(frozen=True, slots=True)
class TokenApp:
    """What a token says of its app; `app` is None for a log-in in person, which no app asked for."""

    name: str
    scopes: frozenset[str]
    app: App | None


@dataclass(frozen=True, slots=True)
class FindTokenApp:
    """Tell which app a token is for, whether it acts for a person or for nobody."""

    sessions: Sessions
    app_tokens: AppTokens
    apps: Apps

    def run(self, token: str | None) -> TokenApp | None:
        """Return it; None where the token is no good."""
        if not token or len(token) > tokens.MAX_TOKEN:
            return None
        sha256 = tokens.digest(token)
        found = self.sessions.resolve(sha256, tokens.hint(token))
        if found is not None:
            session, account = found
            viewer = viewer_of(session, account)
            if viewer is None:
                return None
            app = None if session.client_id is None else self.apps.get(session.client_id)
            return TokenApp(session.app, viewer.scopes, app)
        alone = self.app_tokens.get(sha256)
        return None if alone is None else TokenApp(alone.app, alone.scopes, self.apps.get(alone.client_id))
