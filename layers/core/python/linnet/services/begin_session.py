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

    def run(self, user: User, account: Account) -> SignedIn:
        """Store the session.

        It carries the credential version of the account as read: if the password changes in between, it is void.
        """
        now_ms = self.clock.now_ms()
        token = tokens.with_hint(account.user_id, self.secrets.token())
        session = Session(
            id=self.ids.next_id(),
            user_id=account.user_id,
            token_sha256=tokens.digest(token),
            app=APP,
            scopes=SCOPES,
            created_ms=now_ms,
            last_used_ms=now_ms,
            expires_ms=now_ms + self.lifetime_ms,
            credential_version=account.credential_version,
        )
        self.sessions.add(session)
        return SignedIn(token, session, user, account)
