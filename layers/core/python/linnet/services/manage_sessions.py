"""List and end one's own sessions."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import not_found
from linnet.domain.users import Session, Viewer
from linnet.ports.environment import Parallel
from linnet.ports.identity import Accounts, Sessions
from linnet.services.at_once import both


@dataclass(frozen=True, slots=True)
class ListSessions:
    """List where the account is logged in."""

    sessions: Sessions
    accounts: Accounts
    parallel: Parallel

    def run(self, viewer: Viewer) -> list[Session]:
        """Return the sessions that work, newest first, at most 100."""
        listed, account = both(
            self.parallel,
            lambda: self.sessions.list_of(viewer.user_id),
            lambda: self.accounts.get_account(viewer.user_id),
        )
        return [session for session in listed if account is not None and session.holds(account)]


@dataclass(frozen=True, slots=True)
class EndSession:
    """End one session of the account."""

    sessions: Sessions

    def run(self, viewer: Viewer, session_id: int) -> None:
        """End it. Raise a DomainError if the account has no such session."""
        for session in self.sessions.list_of(viewer.user_id):
            if session.id == session_id:
                self.sessions.remove([session.token_sha256])
                return
        raise not_found("session")


@dataclass(frozen=True, slots=True)
class LogOut:
    """End the session that asks."""

    sessions: Sessions

    def run(self, viewer: Viewer) -> None:
        """End it; again changes nothing."""
        self.sessions.remove([viewer.token_sha256])
