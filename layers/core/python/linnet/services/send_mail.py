"""Send what was ordered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from linnet.domain import tokens
from linnet.domain.ids import created_ms
from linnet.domain.mail import LIFETIME_MS, WITH_LINK, Letter, MailKind, MailOrder
from linnet.domain.users import AccountStatus, User
from linnet.ports.environment import Clock, Secrets
from linnet.ports.identity import Accounts
from linnet.ports.mail import LetterRefused, Mailer, MailJob, MailOrders

# From whom it is about, the address, and the token of its link where it has one.
Write = Callable[[MailKind, User, str, str | None], Letter]


@dataclass(frozen=True, slots=True)
class SendMail:
    """Write and send a mail, unless it was sent, is of yesterday, or another one of its kind has taken its place.

    The token is made here, so that no queue and no table ever holds one. A mail is sent again only where this function
    died between handing it over and remembering that; the link of the later one is the one that holds.
    """

    accounts: Accounts
    orders: MailOrders
    mailer: Mailer
    write: Write
    secrets: Secrets
    clock: Clock
    count: Callable[[str], None]

    def run(self, job: MailJob) -> None:
        """Do a job; again changes nothing."""
        user_id = self._addressee(job)
        account = None if user_id is None else self.accounts.get_account(user_id)
        # An order that began after its account's mails were erased would stay.
        if account is None or account.status is AccountStatus.ERASING:
            return
        order = self._order(job, account.user_id)
        if order is None or order.id != job.order_id or order.sent or self.clock.now_ms() >= order.expires_ms:
            return
        user = self.accounts.get_user(order.user_id)
        if user is None:
            return
        if order.kind is MailKind.RESET:
            # A password that was changed otherwise meanwhile is not to be replaced by a link from before.
            order = replace(order, credential_version=account.credential_version)
        token = tokens.with_hint(order.user_id, self.secrets.token()) if order.kind in WITH_LINK else None
        if token is not None and not self.orders.arm(order, tokens.digest(token)):
            return
        try:
            self.mailer.send(self.write(order.kind, user, order.email or account.email, token))
        except LetterRefused:
            # Nobody can be written to there: no retry and no operator changes that.
            self.count("MailRefused")
        self.orders.finish(order)

    def _addressee(self, job: MailJob) -> int | None:
        if job.user_id is not None:
            return job.user_id
        return None if job.address_sha256 is None else self.orders.find_by_digest(job.address_sha256)

    def _order(self, job: MailJob, user_id: int) -> MailOrder | None:
        if job.user_id is not None:
            return self.orders.get(user_id, job.kind)
        expires_ms = created_ms(job.order_id) + LIFETIME_MS[job.kind]
        return self.orders.begin(MailOrder(job.order_id, user_id, job.kind, expires_ms))
