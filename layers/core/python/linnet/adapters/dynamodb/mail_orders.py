"""Mails that are to be sent, as rows beside the accounts they go to: the stream of the table has them sent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys, mail_keys
from linnet.adapters.dynamodb.conditions import updated, written
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.identity_rows import IdentityRow, erasure_row, expiry_s, mail_row, whole
from linnet.adapters.dynamodb.transactions import ConditionsFailed
from linnet.domain import standing
from linnet.domain.mail import MailKind, MailOrder
from linnet.domain.users import Account
from linnet.ports.identity import EmailTaken, VersionConflict

# The place of the new address among the actions of `confirm_address`.
_TAKEN: Final = 2


class DynamoMailOrders:
    """Implement the port `MailOrders`."""

    def __init__(self, row: type[IdentityRow], writing: Writing) -> None:
        self._row = row
        self._writing = writing

    def ask(self, order: MailOrder) -> None:
        mail_row(self._row, order).save()

    def ask_reset(self, email: str, order_id: int, expires_ms: int) -> None:
        self._row(
            keys.email(email),
            mail_keys.order(MailKind.RESET),
            mail_id=order_id,
            expires_ms=expires_ms,
            expires_at=expiry_s(expires_ms),
        ).save()

    def find_by_digest(self, address_sha256: str) -> int | None:
        row = self._get(mail_keys.address(address_sha256), keys.EMAIL)
        return None if row is None else int(row.user_id)

    def begin(self, order: MailOrder) -> MailOrder | None:
        row = mail_row(self._row, order)
        older = IdentityRow.pk.does_not_exist() | (IdentityRow.mail_id < order.id)
        if written(lambda: row.save(condition=older)):
            return order
        stored = self.get(order.user_id, order.kind)
        return stored if stored is not None and stored.id == order.id else None

    def get(self, user_id: int, kind: MailKind) -> MailOrder | None:
        row = self._get(keys.user(user_id), mail_keys.order(kind))
        if row is None:
            return None
        return MailOrder(
            id=int(row.mail_id),
            user_id=int(row.user_id),
            kind=kind,
            expires_ms=int(row.expires_ms),
            email=row.email,
            token_sha256=row.token_sha256,
            sent=bool(row.sent),
            credential_version=whole(row.credential_version),
        )

    def arm(self, order: MailOrder, token_sha256: str) -> bool:
        waiting = (IdentityRow.mail_id == order.id) & IdentityRow.sent.does_not_exist()
        actions = [IdentityRow.token_sha256.set(token_sha256)]
        if order.credential_version is not None:
            actions.append(IdentityRow.credential_version.set(order.credential_version))
        return self._update(order, actions, waiting)

    def finish(self, order: MailOrder) -> None:
        self._update(order, [IdentityRow.sent.set(True)], IdentityRow.mail_id == order.id)

    def reset_password(self, account: Account, order: MailOrder, password_hash: str, notice: MailOrder) -> None:
        actions = [
            IdentityRow.password_hash.set(password_hash),
            IdentityRow.credential_version.set(account.credential_version + 1),
            *_confirmed(account),
        ]
        unchanged = IdentityRow.credential_version == account.credential_version
        if not account.confirmed:
            # The beginning of its erasure changes no more than the version.
            actions.append(IdentityRow.version.set(account.version + 1))
            unchanged &= IdentityRow.version == account.version

        def fill(write: TransactWrite) -> None:
            write.update(self._row(keys.user(account.user_id), keys.ACCOUNT), actions=actions, condition=unchanged)
            write.delete(self._at(order), condition=IdentityRow.token_sha256 == order.token_sha256)
            write.save(mail_row(self._row, notice))
            self._withdraw(write, account)

        try:
            self._writing.commit(fill)
        except ConditionsFailed as refused:
            raise VersionConflict from refused

    def confirm_address(self, account: Account, order: MailOrder) -> None:
        email = order.email or account.email
        moved = keys.email(email) != keys.email(account.email)

        def fill(write: TransactWrite) -> None:
            write.update(
                self._row(keys.user(account.user_id), keys.ACCOUNT),
                actions=[
                    IdentityRow.email.set(email),
                    *_confirmed(account),
                    IdentityRow.version.set(account.version + 1),
                ],
                # The password may change without the rest, and then the link is void.
                condition=(IdentityRow.version == account.version)
                & (IdentityRow.credential_version == account.credential_version),
            )
            write.delete(self._at(order), condition=IdentityRow.token_sha256 == order.token_sha256)
            if moved:
                write.save(
                    self._row(keys.email(email), keys.EMAIL, user_id=account.user_id),
                    condition=IdentityRow.pk.does_not_exist(),
                )
                write.delete(
                    self._row(keys.email(account.email), keys.EMAIL),
                    condition=IdentityRow.user_id == account.user_id,
                )
                write.delete(self._row(keys.user(account.user_id), mail_keys.order(MailKind.RESET)))
            self._withdraw(write, account)

        try:
            self._writing.commit(fill)
        except ConditionsFailed as refused:
            raise (EmailTaken if moved and refused.at(_TAKEN) else VersionConflict) from refused

    def _withdraw(self, write: TransactWrite, account: Account) -> None:
        due_ms = _withdrawn(account)
        if due_ms is not None:
            write.delete(erasure_row(self._row, account.user_id, due_ms))

    def _at(self, order: MailOrder) -> IdentityRow:
        return self._row(keys.user(order.user_id), mail_keys.order(order.kind))

    def _update(self, order: MailOrder, actions: Sequence[Action], condition: Condition) -> bool:
        return updated(self._at(order), actions, condition, self._writing.sleep, self._writing.random)

    def _get(self, pk: str, sk: str) -> IdentityRow | None:
        try:
            return self._row.get(pk, sk, consistent_read=True)
        except self._row.DoesNotExist:
            return None


def _confirmed(account: Account) -> list[Action]:
    waiting: list[Action] = [IdentityRow.unconfirmed.remove()]
    return waiting if _withdrawn(account) is None else [*waiting, IdentityRow.erase_at_ms.remove()]


def _withdrawn(account: Account) -> int | None:
    """Return when an account was to be erased that no longer is once it is confirmed."""
    return account.erase_at_ms if standing.confirmed(account).erase_at_ms is None else None
