"""Sign a person in on the page where apps are let in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain import tokens
from linnet.domain.oauth.apps import SIGN_IN_PAGE
from linnet.domain.oauth.scopes import CONSENT
from linnet.domain.users import Session, User
from linnet.ports.identity import Accounts, Sessions
from linnet.services.begin_session import Access, BeginSession
from linnet.services.check_login import CheckLogin
from linnet.services.resolve_token import viewer_of

# What such a session is called among the others.
NAME: Final = "Sign-in page"
LIFETIME_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class AtTheDoor:
    """A person signed in on the page; the session can let apps in and do nothing else."""

    token: str
    session: Session
    user: User


@dataclass(frozen=True, slots=True)
class SignInForConsent:
    """Begin a session of the sign-in page, which lives for an hour, and know it again."""

    check_login: CheckLogin
    begin_session: BeginSession
    accounts: Accounts
    sessions: Sessions

    def run(self, login: str, password: str) -> AtTheDoor:
        """Sign in. Raise a DomainError as `CheckLogin` does."""
        access = Access(NAME, frozenset({CONSENT}), SIGN_IN_PAGE)
        signed_in = self.begin_session.run(*self.check_login.run(login, password), access)
        session = signed_in.session
        return AtTheDoor(signed_in.token, session, signed_in.user)

    def find(self, token: str | None) -> AtTheDoor | None:
        """Return who is signed in with this token; None for all other tokens."""
        if not token or len(token) > tokens.MAX_TOKEN:
            return None
        found = self.sessions.resolve(tokens.digest(token), tokens.hint(token))
        if found is None:
            return None
        session, account = found
        if session.client_id != SIGN_IN_PAGE or viewer_of(session, account) is None:
            return None
        user = self.accounts.get_user(account.user_id)
        if user is None:
            return None
        return AtTheDoor(token, session, user)

    def leave(self, at_the_door: AtTheDoor) -> None:
        """Sign out of the page."""
        self.sessions.remove([at_the_door.session.token_sha256])
