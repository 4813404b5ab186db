"""Log in."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.services.begin_session import BeginSession, SignedIn
from linnet.services.check_login import CheckLogin


@dataclass(frozen=True, slots=True)
class LogIn:
    """Begin a session with a username or e-mail address and a password."""

    check: CheckLogin
    begin_session: BeginSession

    def run(self, login: str, password: str) -> SignedIn:
        """Log in. Raise a DomainError: unauthenticated, suspended, rate-limited or unavailable."""
        return self.begin_session.run(*self.check.run(login, password))
