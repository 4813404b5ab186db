"""Begin a session: the token is handed out once and only its SHA-256 is kept."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import tokens
from linnet.domain.users import Account, Session, User
from linnet.ports.environment import Clock, IdSource, Secrets
from linnet.ports.identity import Sessions

SCOPES = frozenset({"read", "write", "follow"})
APP = "Linnet"


@dataclass(frozen=True, slots=True)
class Access:
    """Whom a session is for and what it may do; without a client id, for its owner in person."""

    app: str = APP
    scopes: frozenset[str] = SCOPES
    client_id: str | None = None


IN_PERSON = Access()


@dataclass(frozen=True, slots=True)
class SignedIn:
    """What a person gets for signing up or logging in."""

    token: str
    session: Session
    user: User
    account: Account


@dataclass(frozen=True, slots=True)
class BeginSession:
    """Make a session that lives for `lifetime_ms` after its last use."""

    sessions: Sessions
    ids: IdSource
    secrets: Secrets
    clock: Clock
    lifetime_ms: int

    def run(self, user: User, account: Account, access: Access = IN_PERSON) -> SignedIn:
        """Store the session.

        It carries the credential version of the account as read: if the password changes in between, it is void.
        """
        token, session = self.draft(account.user_id, account.credential_version, access)
        self.sessions.add(session)
        return SignedIn(token, session, user, account)

    def draft(self, user_id: int, credential_version: int, access: Access) -> tuple[str, Session]:
        """Return a token and its session for somebody else to store."""
        now_ms = self.clock.now_ms()
        token = tokens.with_hint(user_id, self.secrets.token())
        session = Session(
            id=self.ids.next_id(),
            user_id=user_id,
            token_sha256=tokens.digest(token),
            app=access.app,
            scopes=access.scopes,
            created_ms=now_ms,
            last_used_ms=now_ms,
            expires_ms=now_ms + self.lifetime_ms,
            credential_version=credential_version,
            client_id=access.client_id,
        )
        return token, session
