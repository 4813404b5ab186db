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
        order = self._order(job)
        if order is None or order.id != job.order_id or order.sent or self.clock.now_ms() >= order.expires_ms:
            return
        account, user = self.accounts.get_account(order.user_id), self.accounts.get_user(order.user_id)
        if account is None or user is None or account.status is AccountStatus.ERASING:
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

    def _order(self, job: MailJob) -> MailOrder | None:
        if job.user_id is not None:
            return self.orders.get(job.user_id, job.kind)
        user_id = None if job.address_sha256 is None else self.orders.find_by_digest(job.address_sha256)
        if user_id is None:
            return None
        expires_ms = created_ms(job.order_id) + LIFETIME_MS[job.kind]
        return self.orders.begin(MailOrder(job.order_id, user_id, job.kind, expires_ms))
