"""Mail in memory: orders beside the accounts of `FakeIdentity`, and letters that were sent."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace

from linnet.domain import standing
from linnet.domain.mail import Letter, MailKind, MailOrder
from linnet.domain.users import Account
from linnet.ports.identity import EmailTaken, VersionConflict
from linnet.ports.mail import MailJob
from tests.fakes.identity import FakeIdentity


class FakeMailJobs:
    """Keep jobs until a test delivers them."""

    def __init__(self) -> None:
        self.waiting: list[MailJob] = []

    def send(self, jobs: Sequence[MailJob]) -> None:
        self.waiting.extend(jobs)


class FakeMailer:
    """Keep letters; `fail` is called before each, to raise what a mail service may."""

    def __init__(self) -> None:
        self.sent: list[Letter] = []
        self.fail: Callable[[Letter], None] = lambda _letter: None

    def send(self, letter: Letter) -> None:
        self.fail(letter)
        self.sent.append(letter)

    def last_to(self, email: str) -> Letter:
        return [each for each in self.sent if each.to == email][-1]


class FakeMailOrders:
    """Implement the port `MailOrders`."""

    def __init__(self, table: FakeIdentity) -> None:
        self._table = table

    def ask(self, order: MailOrder) -> None:
        self._table.mails[order.user_id, order.kind] = order

    def ask_reset(self, email: str, order_id: int, expires_ms: int) -> None:
        self._table.reset_orders[_digest(email)] = order_id

    def find_by_digest(self, address_sha256: str) -> int | None:
        found = (user_id for email, user_id in self._table.emails.items() if _digest(email) == address_sha256)
        return next(found, None)

    def begin(self, order: MailOrder) -> MailOrder | None:
        stored = self.get(order.user_id, order.kind)
        if stored is None or stored.id < order.id:
            self.ask(order)
            return order
        return stored if stored.id == order.id else None

    def get(self, user_id: int, kind: MailKind) -> MailOrder | None:
        return self._table.mails.get((user_id, kind))

    def arm(self, order: MailOrder, token_sha256: str) -> bool:
        stored = self.get(order.user_id, order.kind)
        if stored is None or stored.id != order.id or stored.sent:
            return False
        version = stored.credential_version if order.credential_version is None else order.credential_version
        self.ask(replace(stored, token_sha256=token_sha256, credential_version=version))
        return True

    def finish(self, order: MailOrder) -> None:
        stored = self.get(order.user_id, order.kind)
        if stored is not None and stored.id == order.id:
            self.ask(replace(stored, sent=True))

    def reset_password(self, account: Account, order: MailOrder, password_hash: str, notice: MailOrder) -> None:
        table = self._table
        with table.lock:
            stored = table.accounts[account.user_id]
            if stored.credential_version != account.credential_version or not self._stands(order):
                raise VersionConflict
            if not account.confirmed and stored.version != account.version:
                raise VersionConflict
            table.accounts[account.user_id] = replace(
                self._confirmed(stored),
                password_hash=password_hash,
                credential_version=account.credential_version + 1,
                version=stored.version if account.confirmed else account.version + 1,
            )
            del table.mails[order.user_id, order.kind]
            self.ask(notice)

    def confirm_address(self, account: Account, order: MailOrder) -> None:
        table, email = self._table, order.email or account.email
        with table.lock:
            stored = table.accounts[account.user_id]
            moved = email.lower() != account.email.lower()
            same = stored.credential_version == account.credential_version
            if stored.version != account.version or not same or not self._stands(order):
                raise VersionConflict
            if moved:
                if email.lower() in table.emails:
                    raise EmailTaken
                del table.emails[account.email.lower()]
                table.emails[email.lower()] = account.user_id
                table.mails.pop((account.user_id, MailKind.RESET), None)
            version = account.version + 1
            table.accounts[account.user_id] = replace(self._confirmed(stored), email=email, version=version)
            del table.mails[order.user_id, order.kind]

    def _confirmed(self, account: Account) -> Account:
        changed = standing.confirmed(account)
        if changed.erase_at_ms != account.erase_at_ms:
            del self._table.erasures[account.user_id]
        return changed

    def _stands(self, order: MailOrder) -> bool:
        stored = self.get(order.user_id, order.kind)
        return stored is not None and stored.token_sha256 == order.token_sha256


def _digest(email: str) -> str:
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()
