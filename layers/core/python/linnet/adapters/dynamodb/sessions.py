"""Log-ins in DynamoDB."""

from __future__ import annotations

from collections.abc import Collection

from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.identity_rows import (
    IdentityRow,
    account_of,
    expiry_s,
    session_of,
    session_row,
)
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.domain.users import Account, Session
from linnet.ports.environment import Clock

MAX_LISTED = 100


class DynamoSessions:
    """Sessions in the identity table. Expired rows linger until TTL takes them, hence the look at the clock."""

    def __init__(self, row: type[IdentityRow], clock: Clock, sleep: Sleep, random: Random) -> None:
        self._row = row
        self._clock = clock
        self._sleep = sleep
        self._random = random

    def add(self, session: Session) -> None:
        session_row(self._row, session).save()

    def resolve(self, token_sha256: str, user_hint: int | None) -> tuple[Session, Account] | None:
        # Strongly consistent: a token works from the moment it is handed out, and a removed one does not.
        wanted = [(keys.session(token_sha256), keys.SESSION)]
        if user_hint is not None:
            wanted.append((keys.user(user_hint), keys.ACCOUNT))
        session: Session | None = None
        account: Account | None = None
        for row in read_batch(self._row, wanted, sleep=self._sleep, random=self._random, consistent=True):
            if row.sk == keys.SESSION:
                # The token of an app alone is nobody's session.
                session = session_of(row) if "owner_id" in row.attribute_values else None
            else:
                account = account_of(row)
        if session is None or session.expires_ms <= self._clock.now_ms():
            return None
        if account is None or account.user_id != session.user_id:
            account = self._account(session.user_id)
        return None if account is None else (session, account)

    def list_of(self, user_id: int) -> list[Session]:
        now_ms = self._clock.now_ms()
        rows = self._row.by_owner.query(
            user_id, filter_condition=IdentityRow.expires_ms > now_ms, scan_index_forward=False, limit=MAX_LISTED
        )
        return [session_of(row) for row in rows]

    def tokens_of_app(self, user_id: int, client_id: str) -> list[str]:
        found = self._row.by_owner.query(
            user_id, filter_condition=IdentityRow.client_id == client_id, attributes_to_get=["token_sha256"]
        )
        return [row.token_sha256 for row in found]

    def remove(self, token_sha256s: Collection[str]) -> None:
        with self._row.batch_write() as batch:
            for token_sha256 in set(token_sha256s):
                batch.delete(self._row(keys.session(token_sha256), keys.SESSION))

    def touch(self, session: Session) -> None:
        row = self._row(keys.session(session.token_sha256), keys.SESSION)
        actions: list[Action] = [
            IdentityRow.last_used_ms.set(session.last_used_ms),
            IdentityRow.expires_ms.set(session.expires_ms),
            IdentityRow.expires_at.set(expiry_s(session.expires_ms)),
        ]
        updated(row, actions, IdentityRow.pk.exists(), self._sleep, self._random)

    def _account(self, user_id: int) -> Account | None:
        try:
            return account_of(self._row.get(keys.user(user_id), keys.ACCOUNT, consistent_read=True))
        except self._row.DoesNotExist:
            return None
