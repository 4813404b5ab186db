"""Erase what tables keep of an account in partitions of its own, and the account itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys, mail_keys
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.identity_rows import ByOwner, IdentityRow
from linnet.adapters.dynamodb.invalidations import USER, InvalidationRow, log_rows
from linnet.adapters.dynamodb.transactions import ConditionsFailed
from linnet.domain.mail import MailKind
from linnet.ports.identity import VersionConflict

ROWS_A_PIECE: Final = 100
# Nobody shall pass for somebody who has just gone; later the name is free.
NAME_HELD_S: Final = 90 * 86_400


@dataclass(frozen=True, slots=True)
class EraseRows:
    """Implement the port `Eraser` for a table whose partitions are an account's own: every row of them goes.

    `only` leaves out rows that another eraser has to end first; the next round finds them freed. What was written a
    moment ago must be found in the last round, so reads are strongly consistent.
    """

    name: str
    row: type[Model]
    writer: BatchWriter
    partitions: Callable[[int], Sequence[str | int]]
    only: Condition | None = None

    def erase(self, user_id: int, position: str | None) -> str | None:
        partitions = self.partitions(user_id)
        for number in range(int(position or 0), len(partitions)):
            rows = self.row.query(
                partitions[number], filter_condition=self.only, consistent_read=True, limit=ROWS_A_PIECE
            )
            found = list(rows)
            if found:
                self.writer.write(self.row, deletes=found)
                return str(number)
        return None


@dataclass(frozen=True, slots=True)
class EraseSessions:
    """Implement the port `Eraser` for sessions, expired ones too."""

    row: type[IdentityRow]
    writer: BatchWriter
    name: str = "sessions"

    def erase(self, user_id: int, position: str | None) -> str | None:
        # By position: the index may name for a moment what is gone already.
        after = None if position is None else ByOwner.session_id > int(position)
        found = list(self.row.by_owner.query(user_id, after, limit=ROWS_A_PIECE))
        self.writer.write(self.row, deletes=[self.row(each.pk, each.sk) for each in found])
        return str(int(found[-1].session_id)) if len(found) == ROWS_A_PIECE else None


@dataclass(frozen=True, slots=True)
class EraseMails:
    """Implement the port `Eraser` for mails that wait to be sent, or whose links wait to be used."""

    row: type[IdentityRow]
    writer: BatchWriter
    name: str = "mails"

    def erase(self, user_id: int, _position: str | None) -> str | None:
        place = keys.user(user_id)
        self.writer.write(self.row, deletes=[self.row(place, mail_keys.order(kind)) for kind in MailKind])
        return None


@dataclass(frozen=True, slots=True)
class EraseProfile:
    """Implement the port `Eraser` for the account itself, in one transaction: it is what all else is found by.

    The address is free at once. The name is held for 90 days, as nobody's; that of an account that was never confirmed
    is free at once, too: it never said anything for which somebody else could be taken.
    """

    row: type[IdentityRow]
    log: type[InvalidationRow]
    writing: Writing
    name: str = "profile"

    def erase(self, user_id: int, _position: str | None) -> str | None:
        profile, account = self._get(user_id, keys.PROFILE), self._get(user_id, keys.ACCOUNT)
        if profile is None or account is None:
            return None
        now_ms = self.writing.clock.now_ms()
        log = log_rows(
            self.log,
            USER,
            user_id,
            int(profile.version) + 1,
            now_ms=now_ms,
            replicas=self.writing.replicas,
            random=self.writing.random,
        )

        def fill(write: TransactWrite) -> None:
            name, own = self.row(keys.username(profile.username), keys.USERNAME), IdentityRow.user_id == user_id
            if account.unconfirmed:
                write.delete(name, condition=own)
            else:
                held: list[Action] = [
                    IdentityRow.user_id.remove(),
                    IdentityRow.expires_at.set(now_ms // 1000 + NAME_HELD_S),
                ]
                write.update(name, actions=held, condition=own)
            write.delete(
                self.row(keys.email(account.email), keys.EMAIL),
                condition=IdentityRow.user_id == user_id,
            )
            write.delete(profile, condition=IdentityRow.version == profile.version)
            write.delete(account, condition=IdentityRow.version == account.version)
            for entry in log:
                write.save(entry)

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            raise VersionConflict from refused
        return None

    def _get(self, user_id: int, sk: str) -> IdentityRow | None:
        try:
            return self.row.get(keys.user(user_id), sk, consistent_read=True)
        except self.row.DoesNotExist:
            return None
