"""Read and change one's own account."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.accounts import checked
from linnet.domain.errors import Code, DomainError, conflict
from linnet.domain.users import Account, ProfileChange, Settings, User, Viewer
from linnet.ports.environment import Parallel
from linnet.ports.identity import Accounts, UsernameTaken, VersionConflict
from linnet.services.at_once import both

ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class ReadMe:
    """Read one's own profile with its private half, as stored."""

    accounts: Accounts
    parallel: Parallel

    def run(self, viewer: Viewer) -> tuple[User, Account]:
        """Return both. Raise a DomainError if the account is gone."""
        user, account = both(
            self.parallel,
            lambda: self.accounts.get_user(viewer.user_id),
            lambda: self.accounts.get_account(viewer.user_id),
        )
        if user is None or account is None:
            raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
        return user, account


@dataclass(frozen=True, slots=True)
class UpdateProfile:
    """Change one's own profile, name and settings."""

    accounts: Accounts
    read_me: ReadMe

    def run(self, viewer: Viewer, change: ProfileChange) -> tuple[User, Account]:
        """Apply a change and return the account as it is then. Raise a DomainError: invalid or conflict."""
        change = checked(change)
        for _ in range(ATTEMPTS):
            user, account = self.read_me.run(viewer)
            try:
                changed = self.accounts.update_profile(user, change, account)
            except VersionConflict:
                continue
            except UsernameTaken:
                raise DomainError(Code.CONFLICT, "this name is taken", field="username") from None
            return changed, _with_settings(account, change)
        raise conflict("the profile is being changed elsewhere; please try again")


def _with_settings(account: Account, change: ProfileChange) -> Account:
    settings: Settings = replace(account.settings, **change.settings)  # type: ignore[arg-type]  # checked just before
    return replace(account, settings=settings)
