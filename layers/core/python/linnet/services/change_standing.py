"""Change how an account stands: taking part, given up by its owner, or suspended."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import conflict
from linnet.domain.users import Account, User
from linnet.ports.environment import Parallel
from linnet.ports.identity import Accounts, Sessions, VersionConflict
from linnet.services.at_once import both

ATTEMPTS: Final = 4

Decide = Callable[[Account], Account | None]


@dataclass(frozen=True, slots=True)
class ChangeStanding:
    """Decide on what is stored and write it in one transaction; a change that comes in between is decided on anew."""

    accounts: Accounts
    sessions: Sessions
    parallel: Parallel

    def run(self, user_id: int, decide: Decide) -> tuple[User, Account] | None:
        """Return the account as it is then; None if there is none.

        `decide` answers None where nothing is to change. Raise a DomainError (conflict) when others keep changing it.
        """
        for _ in range(ATTEMPTS):
            user, account = both(
                self.parallel,
                lambda: self.accounts.get_user(user_id),
                lambda: self.accounts.get_account(user_id),
            )
            if user is None or account is None:
                return None
            changed = decide(account)
            if changed is None:
                return user, account
            try:
                user = self.accounts.set_standing(user, account, changed)
            except VersionConflict:
                continue
            if changed.credential_version != account.credential_version:
                # They are void already; removing their rows only keeps the list tidy.
                self.sessions.remove([session.token_sha256 for session in self.sessions.list_of(user_id)])
            return user, changed
        raise conflict("the account is being changed elsewhere; please try again")
