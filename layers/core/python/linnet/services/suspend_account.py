"""Suspend an account, and lift a suspension: what operators do."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import standing
from linnet.domain.errors import invalid, not_found
from linnet.domain.users import Account, AccountStatus, User
from linnet.ports.identity import Accounts
from linnet.services.change_standing import ChangeStanding, Decide


@dataclass(frozen=True, slots=True)
class SuspendAccount:
    """Hide an account and end its sessions, until the suspension is lifted; each again changes nothing."""

    accounts: Accounts
    change_standing: ChangeStanding

    def suspend(self, named: str) -> User:
        """Suspend the account of an id or `@username`. Raise a DomainError: invalid, not found or conflict."""
        return self._change(named, _suspend)

    def lift(self, named: str) -> User:
        """Lift the suspension. Raise a DomainError: invalid, not found or conflict."""
        return self._change(named, _lift)

    def _change(self, named: str, decide: Decide) -> User:
        changed = self.change_standing.run(self._find(named), decide)
        if changed is None:
            raise not_found("user")
        return changed[0]

    def _find(self, named: str) -> int:
        if named.startswith("@"):
            user_id = self.accounts.find_ids([named[1:]]).get(named[1:].lower())
            if user_id is None:
                raise not_found("user")
            return user_id
        if not (named.isascii() and named.isdecimal()):
            raise invalid("user", "must be an id or @username")
        return int(named)


def _suspend(account: Account) -> Account | None:
    final = account.status in (AccountStatus.SUSPENDED, AccountStatus.ERASING)
    return None if final else standing.suspended(account)


def _lift(account: Account) -> Account | None:
    return standing.lifted(account) if account.status is AccountStatus.SUSPENDED else None
