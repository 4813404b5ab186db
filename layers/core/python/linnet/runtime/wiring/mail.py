"""What the two functions share that let people in: the ways that need a mail."""

from __future__ import annotations

from linnet.adapters.passwords import ListedPasswords
from linnet.domain.mail import DAY_MS
from linnet.ports.identity import PasswordHashes
from linnet.runtime.environment import Environment
from linnet.runtime.tunables import Tunables
from linnet.services.confirm_address import ChangeAddress, ConfirmAddress, RequestConfirmation
from linnet.services.confirm_password import ConfirmPassword
from linnet.services.reset_password import RequestReset, ResetPassword
from linnet.services.throttle_mail import BUCKET, ThrottleMail


def throttle_mail(environment: Environment) -> ThrottleMail:
    """Return the limit of mails; where loopback is exempt (a local stage) nothing is counted."""
    tunables = environment.settings.tunables
    counted = tunables.limits_enforced and not tunables.limits_exempt_loopback
    return ThrottleMail(environment.limiter, tunables.limits[BUCKET] if counted else None)


def confirm_within_ms(tunables: Tunables) -> int | None:
    """Return how long a new account waits for the confirmation of its address, None where it need not."""
    return tunables.unconfirmed_days * DAY_MS if tunables.confirm_email else None


def request_reset(environment: Environment) -> RequestReset:
    """Return what orders the mail for a forgotten password."""
    orders, sends = environment.tables.mail_orders, environment.settings.tunables.mail
    return RequestReset(orders, throttle_mail(environment), environment.ids, environment.clock, sends)


def reset_password(environment: Environment, hashes: PasswordHashes) -> ResetPassword:
    """Return what takes a new password for the link of a mail."""
    tables, ids, clock = environment.tables, environment.ids, environment.clock
    return ResetPassword(tables.accounts, tables.mail_orders, tables.sessions, hashes, ListedPasswords(), ids, clock)


def request_confirmation(environment: Environment) -> RequestConfirmation:
    """Return what sends the link for an address again."""
    tables, throttle, sends = environment.tables, throttle_mail(environment), environment.settings.tunables.mail
    ids, clock = environment.ids, environment.clock
    return RequestConfirmation(tables.accounts, tables.mail_orders, throttle, ids, clock, sends)


def change_address(environment: Environment, confirm: ConfirmPassword) -> ChangeAddress:
    """Return what takes another address."""
    tables, throttle, sends = environment.tables, throttle_mail(environment), environment.settings.tunables.mail
    ids, clock = environment.ids, environment.clock
    return ChangeAddress(tables.accounts, tables.mail_orders, confirm, throttle, ids, clock, sends)


def confirm_address(environment: Environment) -> ConfirmAddress:
    """Return what takes the link for an address."""
    return ConfirmAddress(environment.tables.accounts, environment.tables.mail_orders, environment.clock)
