"""Log in."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError
from linnet.domain.users import AccountStatus
from linnet.ports.environment import Parallel
from linnet.ports.identity import Accounts, PasswordHashes
from linnet.services.at_once import both
from linnet.services.begin_session import BeginSession, SignedIn
from linnet.services.throttle_guesses import ThrottleGuesses


@dataclass(frozen=True, slots=True)
class LogIn:
    """Begin a session with a username or e-mail address and a password.

    The edge limits attempts per address; here they are limited per account, so that many addresses cannot share the
    guessing. Unknown names are limited and compared alike: neither answer nor time tells who has an account.
    """

    accounts: Accounts
    hashes: PasswordHashes
    throttle: ThrottleGuesses
    begin_session: BeginSession
    parallel: Parallel

    def run(self, login: str, password: str) -> SignedIn:
        """Log in. Raise a DomainError: unauthenticated, suspended, rate-limited or unavailable."""
        user_id = self._find(login)
        if user_id is None:
            name = hashlib.sha256(login.strip().lower().encode()).hexdigest()
            self.throttle.run(f"login:{name}")
            account = user = None
        else:
            known = user_id
            self.throttle.run(f"account:{known}")
            account, user = both(
                self.parallel, lambda: self.accounts.get_account(known), lambda: self.accounts.get_user(known)
            )
        stored = None if account is None else account.password_hash
        if not self.hashes.matches(stored, password) or account is None or user is None:
            raise DomainError(Code.UNAUTHENTICATED, "the name or the password is wrong")
        if account.status is not AccountStatus.ACTIVE:
            raise DomainError(Code.SUSPENDED, f"this account is {account.status.value}")
        return self.begin_session.run(user, account)

    def _find(self, login: str) -> int | None:
        name = login.strip().removeprefix("@")
        if "@" in name:
            return self.accounts.find_by_email(name)
        return self.accounts.find_ids([name]).get(name.lower())
