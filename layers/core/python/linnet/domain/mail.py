"""Mails to the owners of accounts: why they are sent, how long their links hold, and what they hold."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from linnet.domain.users import Account

HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS


class MailKind(StrEnum):
    """Name every reason to write to somebody."""

    CONFIRMATION = "confirmation"
    RESET = "reset"
    ADDRESS_CHANGE = "address_change"
    CREDENTIALS_CHANGED = "credentials_changed"


# For so long an order is worth being sent, and the link of its mail holds.
LIFETIME_MS: Final[Mapping[MailKind, int]] = {
    MailKind.CONFIRMATION: 2 * DAY_MS,
    MailKind.RESET: HOUR_MS,
    MailKind.ADDRESS_CHANGE: 2 * DAY_MS,
    MailKind.CREDENTIALS_CHANGED: 2 * DAY_MS,
}
# What brings a link that can be used once.
WITH_LINK: Final = frozenset({MailKind.CONFIRMATION, MailKind.RESET})


@dataclass(frozen=True, slots=True)
class MailOrder:
    """A mail that an account is to get; the newest of a kind takes the place of the one before.

    `email` is the address to be confirmed; other mails go to the address that the account has. `token_sha256` is the
    digest of the token in the link, made when the mail is sent. With a `credential_version` the link ends with the
    password of then: who knew it must not come back by a link from before. Times are Unix milliseconds.
    """

    id: int
    user_id: int
    kind: MailKind
    expires_ms: int
    email: str | None = None
    token_sha256: str | None = None
    sent: bool = False
    credential_version: int | None = None

    def opens_with(self, token_sha256: str, now_ms: int) -> bool:
        """Tell whether a token is that of the link, and the link still holds."""
        made = self.token_sha256
        return made is not None and hmac.compare_digest(made, token_sha256) and now_ms < self.expires_ms

    def holds(self, account: Account) -> bool:
        """Tell whether the password is still the one that the order was given with, where that matters."""
        return self.credential_version in (None, account.credential_version)


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is sent: the same words as plain text and as HTML."""

    to: str
    subject: str
    text: str
    html: str


def ordered(
    identifier: int,
    user_id: int,
    kind: MailKind,
    now_ms: int,
    email: str | None = None,
    credential_version: int | None = None,
    until_ms: int | None = None,
) -> MailOrder:
    """Return a new order; it ends at `until_ms` at the latest."""
    lifetime_ms = now_ms + LIFETIME_MS[kind]
    expires_ms = lifetime_ms if until_ms is None else min(lifetime_ms, until_ms)
    return MailOrder(identifier, user_id, kind, expires_ms, email, credential_version=credential_version)
