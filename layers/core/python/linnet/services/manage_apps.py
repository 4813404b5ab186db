"""List the apps that one let in, and show them out."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import not_found
from linnet.domain.oauth.apps import SIGN_IN_PAGE
from linnet.domain.users import Session, Viewer
from linnet.ports.identity import Sessions
from linnet.services.manage_sessions import ListSessions


@dataclass(frozen=True, slots=True)
class AllowedApp:
    """An app with the tokens that it has: what they may do together, since when, and when one was last used."""

    client_id: str
    name: str
    scopes: frozenset[str]
    since_ms: int
    last_used_ms: int


@dataclass(frozen=True, slots=True)
class ListApps:
    """List which apps act for the account."""

    list_sessions: ListSessions

    def run(self, viewer: Viewer) -> list[AllowedApp]:
        """Return the apps behind the newest 100 sessions, last let in first."""
        found: dict[str, AllowedApp] = {}
        for session in self.list_sessions.run(viewer):
            if session.client_id is not None and session.client_id != SIGN_IN_PAGE:
                found[session.client_id] = _joined(session, session.client_id, found.get(session.client_id))
        return list(found.values())


@dataclass(frozen=True, slots=True)
class RevokeApp:
    """End all tokens that the account gave an app."""

    sessions: Sessions

    def run(self, viewer: Viewer, client_id: str) -> None:
        """End them, however many. Raise a DomainError where the app has none."""
        tokens = self.sessions.tokens_of_app(viewer.user_id, client_id)
        if not tokens:
            raise not_found("app")
        self.sessions.remove(tokens)


def _joined(session: Session, client_id: str, known: AllowedApp | None) -> AllowedApp:
    if known is None:
        return AllowedApp(client_id, session.app, session.scopes, session.created_ms, session.last_used_ms)
    return AllowedApp(
        client_id=client_id,
        name=known.name,
        scopes=known.scopes | session.scopes,
        since_ms=min(known.since_ms, session.created_ms),
        last_used_ms=max(known.last_used_ms, session.last_used_ms),
    )
