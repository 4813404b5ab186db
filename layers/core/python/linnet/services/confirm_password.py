"""Ask for the password again before something that a stolen token must not do."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, invalid
from linnet.domain.users import Account, User, Viewer
from linnet.ports.environment import Parallel
from linnet.ports.identity import Accounts, PasswordHashes
from linnet.services.at_once import both
from linnet.services.throttle_guesses import ThrottleGuesses


@dataclass(frozen=True, slots=True)
class ConfirmPassword:
    """Compare a password with that of the viewer's account, counted as an attempt to guess it."""

    accounts: Accounts
    hashes: PasswordHashes
    throttle: ThrottleGuesses
    parallel: Parallel

    def run(self, viewer: Viewer, password: str, field: str) -> tuple[User, Account]:
        """Return the account. Raise a DomainError: invalid at `field`, rate-limited, unavailable or unauthenticated."""
        # A stolen token must not become a way to guess the password.
        self.throttle.run(f"account:{viewer.user_id}")
        account, user = both(
            self.parallel,
            lambda: self.accounts.get_account(viewer.user_id),
            lambda: self.accounts.get_user(viewer.user_id),
        )
        if account is None or user is None:
            raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
        if not self.hashes.matches(account.password_hash, password):
            raise invalid(field, "is not the password of this account")
        return user, account
