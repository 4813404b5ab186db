"""Choose a new password with a mail in place of the old one."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import conflict
from linnet.domain.mail import LIFETIME_MS, MailKind, ordered
from linnet.domain.passwords import check_password
from linnet.ports.environment import Clock, IdSource
from linnet.ports.identity import Accounts, CommonPasswords, PasswordHashes, Sessions, VersionConflict
from linnet.ports.mail import MailOrders
from linnet.services.confirm_address import no_mail, opened
from linnet.services.throttle_mail import ThrottleMail


@dataclass(frozen=True, slots=True)
class RequestReset:
    """Have a link sent to whoever has an address.

    Whether anybody has it is looked up by who sends the mail: here nothing differs, neither answer nor time. Over the
    limit of an address nothing is sent and nothing said.
    """

    orders: MailOrders
    throttle: ThrottleMail
    ids: IdSource
    clock: Clock
    sends_mail: bool

    def run(self, email: str) -> None:
        """Order the mail. Raise a DomainError (unavailable)."""
        if not self.sends_mail:
            raise no_mail()
        if self.throttle.may_go_to(email):
            expires_ms = self.clock.now_ms() + LIFETIME_MS[MailKind.RESET]
            self.orders.ask_reset(email, self.ids.next_id(), expires_ms)


@dataclass(frozen=True, slots=True)
class ResetPassword:
    """Replace the password by what the link of the mail allows, once; every session ends."""

    accounts: Accounts
    orders: MailOrders
    sessions: Sessions
    hashes: PasswordHashes
    common_passwords: CommonPasswords
    ids: IdSource
    clock: Clock

    def check(self, token: str) -> None:
        """Raise a DomainError (not found) where the link does not hold."""
        opened(self.orders, self.accounts, self.clock, MailKind.RESET, token)

    def run(self, token: str, password: str) -> None:
        """Replace it. Raise a DomainError: not found, invalid at `password`, or conflict."""
        order, account = opened(self.orders, self.accounts, self.clock, MailKind.RESET, token)
        user = self.accounts.get_user(account.user_id)
        username = "" if user is None else user.username
        check_password(password, username=username, email=account.email, common=self.common_passwords)
        notice = ordered(self.ids.next_id(), account.user_id, MailKind.CREDENTIALS_CHANGED, self.clock.now_ms())
        try:
            self.orders.reset_password(account, order, self.hashes.hash(password), notice)
        except VersionConflict:
            # The link may have ended by that: it was used at the same time, or the account's erasure has begun.
            self.check(token)
            raise conflict("the account was changed at the same time; please try again") from None
        # They are void already; removing their rows only keeps the list tidy.
        self.sessions.remove([session.token_sha256 for session in self.sessions.list_of(account.user_id)])
