"""Give one's account up for now."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain import standing
from linnet.domain.errors import conflict
from linnet.domain.users import Account, Viewer
from linnet.ports.environment import Clock
from linnet.services.change_standing import ChangeStanding
from linnet.services.confirm_password import ConfirmPassword


@dataclass(frozen=True, slots=True)
class DeactivateAccount:
    """Hide the account from everybody and end all its sessions.

    Logging in within 30 days brings it back; then, or immediately if so wished, it is erased (`erase_account.py`).
    """

    confirm: ConfirmPassword
    change_standing: ChangeStanding
    clock: Clock

    def run(self, viewer: Viewer, password: str, *, immediately: bool = False) -> int:
        """Return the time from which it is erased. Raise a DomainError: invalid, conflict or rate-limited."""
        _, confirmed = self.confirm.run(viewer, password, "password")
        now_ms = self.clock.now_ms()

        def decide(account: Account) -> Account | None:
            # What was confirmed is the password that the account had then.
            if account.credential_version != confirmed.credential_version:
                raise conflict("the account was changed at the same time")
            return standing.deactivated(account, now_ms, immediately=immediately)

        changed = self.change_standing.run(viewer.user_id, decide)
        if changed is None or changed[1].erase_at_ms is None:
            raise conflict("the account was changed at the same time")
        return changed[1].erase_at_ms
