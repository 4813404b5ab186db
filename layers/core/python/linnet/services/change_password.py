"""Change one's password."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError, conflict, invalid
from linnet.domain.passwords import check_password
from linnet.domain.users import Viewer
from linnet.ports.environment import Parallel
from linnet.ports.identity import Accounts, CommonPasswords, PasswordHashes, Sessions, VersionConflict
from linnet.services.at_once import both
from linnet.services.throttle_guesses import ThrottleGuesses


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Replace the password and end every session but the one that asks."""

    accounts: Accounts
    sessions: Sessions
    hashes: PasswordHashes
    common_passwords: CommonPasswords
    throttle: ThrottleGuesses
    parallel: Parallel

    def run(self, viewer: Viewer, current: str, new: str) -> None:
        """Change it. Raise a DomainError: invalid, conflict, rate-limited or unavailable."""
        # A stolen token must not become a way to guess the password.
        self.throttle.run(f"account:{viewer.user_id}")
        account, user = both(
            self.parallel,
            lambda: self.accounts.get_account(viewer.user_id),
            lambda: self.accounts.get_user(viewer.user_id),
        )
        if account is None or user is None:
            raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
        if not self.hashes.matches(account.password_hash, current):
            raise invalid("currentPassword", "is not the password of this account")
        check_password(
            new, username=user.username, email=account.email, common=self.common_passwords, field="newPassword"
        )
        try:
            self.accounts.set_password(account, self.hashes.hash(new), viewer.token_sha256)
        except VersionConflict:
            raise conflict("the password or this session was changed at the same time") from None
        # The others are void already; removing their rows only keeps the list tidy.
        others = [session.token_sha256 for session in self.sessions.list_of(viewer.user_id)]
        self.sessions.remove([sha256 for sha256 in others if sha256 != viewer.token_sha256])
