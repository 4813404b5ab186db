"""Show that an e-mail address is one's own: at sign-up, where the stage asks for it, and before it replaces another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain import tokens
from linnet.domain.accounts import check_email
from linnet.domain.errors import Code, DomainError, conflict, invalid
from linnet.domain.mail import MailKind, MailOrder, ordered
from linnet.domain.users import Account, AccountStatus, Viewer
from linnet.ports.environment import Clock, IdSource
from linnet.ports.identity import Accounts, EmailTaken, VersionConflict
from linnet.ports.mail import MailOrders
from linnet.services.confirm_password import ConfirmPassword
from linnet.services.throttle_mail import ThrottleMail

ATTEMPTS: Final = 4


def no_mail() -> DomainError:
    """Refuse what needs mail where a stage sends none."""
    return DomainError(Code.UNAVAILABLE, "this server sends no mail; please ask who runs it")


@dataclass(frozen=True, slots=True)
class RequestConfirmation:
    """Have the link sent again, while an address waits for it; to another address, if the first one was wrong."""

    accounts: Accounts
    orders: MailOrders
    throttle: ThrottleMail
    ids: IdSource
    clock: Clock
    sends_mail: bool

    def run(self, viewer: Viewer, email: str | None = None) -> None:
        """Order the mail.

        Raise a DomainError: conflict where nothing waits or the address has an account, forbidden where the time to
        confirm is over, invalid, rate-limited or unavailable.
        """
        if not self.sends_mail:
            raise no_mail()
        account = _account(self.accounts, viewer)
        pending = self.orders.get(viewer.user_id, MailKind.CONFIRMATION)
        if account.confirmed and (pending is None or not pending.holds(account)):
            raise conflict("no e-mail address waits for a confirmation")
        # A new address of a confirmed account needs the password (`ChangeAddress`).
        chosen = None if email is None or account.confirmed else check_free(self.accounts, account, email)
        self.throttle.of_account(viewer.user_id)
        waiting = account.email if pending is None or pending.email is None else pending.email
        now_ms = self.clock.now_ms()
        self.orders.ask(confirmation(self.ids.next_id(), account, chosen or waiting, now_ms))


@dataclass(frozen=True, slots=True)
class ChangeAddress:
    """Take another address, as soon as it is confirmed; the one before is told at once."""

    accounts: Accounts
    orders: MailOrders
    confirm: ConfirmPassword
    throttle: ThrottleMail
    ids: IdSource
    clock: Clock
    sends_mail: bool

    def run(self, viewer: Viewer, password: str, email: str) -> str:
        """Order both mails and return the new address.

        Raise a DomainError: invalid, conflict where the address has an account, forbidden where the time to confirm
        is over, rate-limited or unavailable.
        """
        if not self.sends_mail:
            raise no_mail()
        _, account = self.confirm.run(viewer, password, "password")
        chosen = check_free(self.accounts, account, email)
        if chosen.lower() == account.email.lower() and account.confirmed:
            raise invalid("email", "is the address of this account")
        self.throttle.of_account(viewer.user_id)
        now_ms = self.clock.now_ms()
        # First: whoever cannot tell the owner must not take the account over.
        if account.confirmed:
            self.orders.ask(ordered(self.ids.next_id(), account.user_id, MailKind.ADDRESS_CHANGE, now_ms))
        self.orders.ask(confirmation(self.ids.next_id(), account, chosen, now_ms))
        return chosen


@dataclass(frozen=True, slots=True)
class ConfirmAddress:
    """Use the link of the mail: its address is the account's from then on."""

    accounts: Accounts
    orders: MailOrders
    clock: Clock

    def run(self, token: str) -> str:
        """Confirm, and return the address. Raise a DomainError: not found, or conflict where it has an account."""
        for _ in range(ATTEMPTS):
            order, account = self.find(token)
            try:
                self.orders.confirm_address(account, order)
            except EmailTaken:
                raise DomainError(Code.CONFLICT, "this address has an account", field="email") from None
            except VersionConflict:
                continue
            return order.email or account.email
        raise conflict("the account is being changed elsewhere; please try again")

    def find(self, token: str) -> tuple[MailOrder, Account]:
        """Return what a link is about. Raise a DomainError (not found) where it does not hold."""
        return opened(self.orders, self.accounts, self.clock, MailKind.CONFIRMATION, token)


def opened(
    orders: MailOrders, accounts: Accounts, clock: Clock, kind: MailKind, token: str
) -> tuple[MailOrder, Account]:
    """Return what the link of a mail is about. Raise a DomainError (not found) where it does not hold."""
    user_id = tokens.hint(token) if len(token) <= tokens.MAX_TOKEN else None
    order = None if user_id is None else orders.get(user_id, kind)
    if order is None or not order.opens_with(tokens.digest(token), clock.now_ms()):
        raise _no_link()
    account = accounts.get_account(order.user_id)
    # Once an erasure has begun nothing brings the account back.
    if account is None or account.status is AccountStatus.ERASING or not order.holds(account):
        raise _no_link()
    return order, account


def confirmation(identifier: int, account: Account, email: str, now_ms: int) -> MailOrder:
    """Return an order for an address; a change of it was given with a password, and ends with that.

    A link of an account that waits ends with its time. Raise a DomainError (forbidden) where that is over.
    """
    until_ms = None if account.confirmed else account.erase_at_ms
    if until_ms is not None and until_ms <= now_ms:
        raise DomainError(Code.FORBIDDEN, "the time to confirm the address is over; the account is being removed")
    same = email.lower() == account.email.lower()
    version = None if same else account.credential_version
    return ordered(identifier, account.user_id, MailKind.CONFIRMATION, now_ms, email, version, until_ms)


def check_free(accounts: Accounts, account: Account, email: str) -> str:
    """Return an address that the account may take. Raise a DomainError: invalid or conflict, at `email`."""
    checked = check_email(email)
    if accounts.find_by_email(checked) not in (None, account.user_id):
        raise DomainError(Code.CONFLICT, "this address has an account", field="email")
    return checked


def _account(accounts: Accounts, viewer: Viewer) -> Account:
    account = accounts.get_account(viewer.user_id)
    if account is None:
        raise DomainError(Code.UNAUTHENTICATED, "a valid access token is required")
    return account


def _no_link() -> DomainError:
    return DomainError(Code.NOT_FOUND, "this link was used already, has ended, or is none of ours", field="token")
