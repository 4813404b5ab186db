"""Change one's password."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import conflict
from linnet.domain.mail import MailKind, MailOrder, ordered
from linnet.domain.passwords import check_password
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, IdSource
from linnet.ports.identity import Accounts, CommonPasswords, PasswordHashes, Sessions, VersionConflict
from linnet.services.confirm_password import ConfirmPassword


@dataclass(frozen=True, slots=True)
class ChangePassword:
    """Replace the password and end every session but the one that asks; where there is mail, the owner is told."""

    accounts: Accounts
    sessions: Sessions
    hashes: PasswordHashes
    common_passwords: CommonPasswords
    confirm: ConfirmPassword
    ids: IdSource
    clock: Clock
    sends_mail: bool

    def run(self, viewer: Viewer, current: str, new: str) -> None:
        """Change it. Raise a DomainError: invalid, conflict, rate-limited or unavailable."""
        user, account = self.confirm.run(viewer, current, "currentPassword")
        check_password(
            new, username=user.username, email=account.email, common=self.common_passwords, field="newPassword"
        )
        try:
            self.accounts.set_password(account, self.hashes.hash(new), viewer.token_sha256, self._notice(viewer))
        except VersionConflict:
            raise conflict("the password or this session was changed at the same time") from None
        # The others are void already; removing their rows only keeps the list tidy.
        others = [session.token_sha256 for session in self.sessions.list_of(viewer.user_id)]
        self.sessions.remove([sha256 for sha256 in others if sha256 != viewer.token_sha256])

    def _notice(self, viewer: Viewer) -> MailOrder | None:
        if not self.sends_mail:
            return None
        return ordered(self.ids.next_id(), viewer.user_id, MailKind.CREDENTIALS_CHANGED, self.clock.now_ms())
