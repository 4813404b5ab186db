"""Mail: what is to be sent, its queue, and who sends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.mail import Letter, MailKind, MailOrder
from linnet.domain.users import Account


@dataclass(frozen=True, slots=True)
class MailJob:
    """The order to be looked at: of an account, or, where somebody forgot a password, of an address by its SHA-256."""

    order_id: int
    kind: MailKind
    user_id: int | None = None
    address_sha256: str | None = None


class MailJobs(Protocol):
    """The queue of mails."""

    def send(self, jobs: Sequence[MailJob]) -> None:
        """Queue mails to be sent."""
        ...


class LetterRefused(Exception):
    """No mail can be sent to this address, now or later."""


class MailNotSent(Exception):
    """The mail could not be handed over; it may be later. The text names no address."""


class Mailer(Protocol):
    """Who carries mail."""

    def send(self, letter: Letter) -> None:
        """Hand a mail over for delivery. Raise LetterRefused or MailNotSent."""
        ...


class MailOrders(Protocol):
    """The newest order of each kind and account, strongly consistent. Storing one has it sent."""

    def ask(self, order: MailOrder) -> None:
        """Store an order in place of the one of its kind."""
        ...

    def ask_reset(self, email: str, order_id: int, expires_ms: int) -> None:
        """Store that somebody forgot the password of whoever has an address; whether anybody has it is not looked up.

        Only a digest of the address is kept.
        """
        ...

    def find_by_digest(self, address_sha256: str) -> int | None:
        """Return the id of the account whose address has a digest."""
        ...

    def begin(self, order: MailOrder) -> MailOrder | None:
        """Store an order unless it is there already; return it as stored, None where a newer one is."""
        ...

    def get(self, user_id: int, kind: MailKind) -> MailOrder | None:
        """Return the newest order of a kind."""
        ...

    def arm(self, order: MailOrder, token_sha256: str) -> bool:
        """Store token and credential version of an order that was not sent; False where it was, or is gone."""
        ...

    def finish(self, order: MailOrder) -> None:
        """Remember that an order was sent; nothing happens where there is another one."""
        ...

    def reset_password(self, account: Account, order: MailOrder, password_hash: str, notice: MailOrder) -> None:
        """Use an order up: replace the password, which voids every session, and have a notice sent, in one transaction.

        The address is confirmed by it, as by `confirm_address`. Raise ports.identity.VersionConflict when the password
        was changed meanwhile or the order is gone, or an account that waited to be confirmed changed at all.
        """
        ...

    def confirm_address(self, account: Account, order: MailOrder) -> None:
        """Use an order up: its address becomes the account's, confirmed, in one transaction.

        An account that waited is not erased any more (`standing.confirmed`). A link to reset the password that went to
        another address is void from then on. Raise
        ports.identity.EmailTaken, or VersionConflict when the account changed meanwhile or the order is gone.
        """
        ...
