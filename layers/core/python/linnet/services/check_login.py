"""Check a name and a password."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from linnet.domain import standing
from linnet.domain.errors import Code, DomainError
from linnet.domain.users import Account, AccountStatus, User
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import Accounts, PasswordHashes
from linnet.services.at_once import both
from linnet.services.change_standing import ChangeStanding
from linnet.services.throttle_guesses import ThrottleGuesses


@dataclass(frozen=True, slots=True)
class CheckLogin:
    """Find the account that a username or e-mail address and a password belong to.

    The edge limits attempts per address; here they are limited per account, so that many addresses cannot share the
    guessing. Unknown names are limited and compared alike: neither answer nor time tells who has an account. An account
    that its owner had given up comes back by this, for 30 days.
    """

    accounts: Accounts
    hashes: PasswordHashes
    throttle: ThrottleGuesses
    change_standing: ChangeStanding
    parallel: Parallel
    clock: Clock

    def run(self, login: str, password: str) -> tuple[User, Account]:
        """Return it. Raise a DomainError: unauthenticated, suspended, rate-limited or unavailable."""
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
            raise _refused()
        if account.status is AccountStatus.SUSPENDED:
            raise DomainError(Code.SUSPENDED, "this account is suspended")
        if account.status is not AccountStatus.ACTIVE:
            return self._return(account)
        return user, account

    def _return(self, confirmed: Account) -> tuple[User, Account]:
        """Bring back an account whose password was just compared."""
        now_ms = self.clock.now_ms()

        def decide(account: Account) -> Account | None:
            if account.status is AccountStatus.ACTIVE:
                return None
            if not standing.may_return(account, now_ms):
                raise _refused()
            return standing.returned(account)

        changed = self.change_standing.run(confirmed.user_id, decide)
        if changed is None:
            raise _refused()
        user, account = changed
        # The session is that of the password which was compared: a newer one voids it.
        return user, replace(account, credential_version=confirmed.credential_version)

    def _find(self, login: str) -> int | None:
        name = login.strip().removeprefix("@")
        if "@" in name:
            return self.accounts.find_by_email(name)
        return self.accounts.find_ids([name]).get(name.lower())


def _refused() -> DomainError:
    # The same for a wrong password and for an account that can come back no more: its erasure may be under way.
    return DomainError(Code.UNAUTHENTICATED, "the name or the password is wrong")
