"""Suggestions in DynamoDB: a row for each beginning of an account's names, and what is in use of hashtags."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pynamodb.attributes import BinaryAttribute, NumberAttribute, UnicodeAttribute
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.transactions import ConditionsFailed
from linnet.domain.search.suggestions import SuggestedUser, UsedTag, beginnings_of, by_letter
from linnet.ports.environment import Clock

SCHEMA_VERSION: Final = 1
MAX_ATTEMPTS: Final = 8
# Three runs may be missed before a tag that nobody uses any more is gone.
TAGS_LIVE_MS: Final = 20 * 60_000
# The state of an account that takes no part stays, so that what comes late is known to be late.
LEFT_LIVES_MS: Final = 30 * 86_400_000


class SuggestionRow(Model):
    """An account below one beginning of its names; what is stored of an account; or hashtags that are in use."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    user_id = NumberAttribute(null=True)
    username = UnicodeAttribute(null=True)
    display_name = UnicodeAttribute(null=True)
    fame = NumberAttribute(default=0)
    version = NumberAttribute(null=True)
    changes = NumberAttribute(null=True)
    tags = BinaryAttribute(legacy_encoding=False, null=True)
    schema_version = NumberAttribute(default=SCHEMA_VERSION)
    expires_at = NumberAttribute(null=True)


@dataclass(frozen=True, slots=True)
class _State:
    """What is stored of an account; `changes` rises with every change, 0 before the first."""

    user: SuggestedUser | None
    version: int
    changes: int

    @property
    def keys(self) -> set[tuple[str, str]]:
        if self.user is None:
            return set()
        return {_key(self.user, beginning) for beginning in beginnings_of(self.user)}


@dataclass(frozen=True, slots=True)
class DynamoUserSuggestions:
    """Implement the port `UserSuggestions`.

    The state and all rows of an account change in one transaction, at the state that was read: of two writers the one
    who comes later sees what the other wrote, and nothing is left of a name that is not used any more.
    """

    row: type[SuggestionRow]
    writing: Writing

    def of(self, beginning: str, limit: int) -> Sequence[SuggestedUser]:
        rows = self.row.query(keys.suggestions(beginning), limit=limit, page_size=limit)
        return [_user_of(row) for row in rows]

    def replace(self, user_id: int, version: int, user: SuggestedUser | None) -> None:
        for _ in range(MAX_ATTEMPTS - 1):
            if self._replaced(user_id, version, user):
                return
        if not self._replaced(user_id, version, user):
            raise ConditionsFailed([])

    def forget(self, user_id: int) -> None:
        for _ in range(MAX_ATTEMPTS):
            if self._forgotten(user_id):
                return
        raise ConditionsFailed([])

    def _forgotten(self, user_id: int) -> bool:
        state, row = self._state(user_id), self.row
        if state.changes == 0:
            return True

        def fill(write: TransactWrite) -> None:
            write.delete(row(keys.suggested(user_id), keys.STATE), condition=row.changes == state.changes)
            for pk, sk in sorted(state.keys):
                write.delete(row(pk, sk))

        try:
            self.writing.commit(fill)
        except ConditionsFailed:
            return False
        return True

    def _replaced(self, user_id: int, version: int, user: SuggestedUser | None) -> bool:
        state = self._state(user_id)
        if state.version > version or (state.user, state.version) == (user, version):
            return True
        try:
            self._change(user_id, state, _State(user, version, state.changes + 1))
        except ConditionsFailed:
            return False
        return True

    def _state(self, user_id: int) -> _State:
        try:
            row = self.row.get(keys.suggested(user_id), keys.STATE, consistent_read=True)
        except self.row.DoesNotExist:
            return _State(None, 0, 0)
        user = _user_of(row) if row.username else None
        return _State(user, int(row.version or 0), int(row.changes or 0))

    def _change(self, user_id: int, before: _State, after: _State) -> None:
        row = self.row
        state = row(keys.suggested(user_id), keys.STATE, user_id=user_id, version=after.version, changes=after.changes)
        if after.user is None:
            state.expires_at = (self.writing.clock.now_ms() + LEFT_LIVES_MS) // 1000
        else:
            _put_names(state, after.user)
        unchanged = row.pk.does_not_exist() if before.changes == 0 else row.changes == before.changes

        def fill(write: TransactWrite) -> None:
            write.save(state, condition=unchanged)
            for pk, sk in sorted(before.keys - after.keys):
                write.delete(row(pk, sk))
            if after.user is not None and before.user != after.user:
                for pk, sk in sorted(after.keys):
                    placed = row(pk, sk, user_id=user_id)
                    _put_names(placed, after.user)
                    write.save(placed)

        self.writing.commit(fill)


def _put_names(row: SuggestionRow, user: SuggestedUser) -> None:
    row.username, row.display_name, row.fame = user.username, user.display_name, user.fame


def _user_of(row: SuggestionRow) -> SuggestedUser:
    return SuggestedUser(int(row.user_id), row.username or "", row.display_name or "", int(row.fame))


def _key(user: SuggestedUser, beginning: str) -> tuple[str, str]:
    return keys.suggestions(beginning), keys.suggestion(user.fame, user.id)


@dataclass(frozen=True, slots=True)
class DynamoTagsInUse:
    """Implement the port `TagsInUse`: one compressed row for each first character."""

    row: type[SuggestionRow]
    writer: BatchWriter
    clock: Clock

    def of(self, letter: str) -> Sequence[UsedTag]:
        try:
            found = self.row.get(keys.tags_in_use(letter), keys.IN_USE)
        except self.row.DoesNotExist:
            return ()
        if int(found.expires_at or 0) * 1000 <= self.clock.now_ms():
            return ()
        return [UsedTag(tag, people) for tag, people in json.loads(zlib.decompress(found.tags))]

    def replace(self, tags: Iterable[UsedTag]) -> None:
        expires_at = (self.clock.now_ms() + TAGS_LIVE_MS) // 1000
        rows = []
        for letter, of_letter in by_letter(tags).items():
            text = json.dumps([(each.tag, each.people) for each in of_letter], ensure_ascii=False)
            stored = zlib.compress(text.encode())
            rows.append(self.row(keys.tags_in_use(letter), keys.IN_USE, tags=stored, expires_at=expires_at))
        self.writer.write(self.row, rows)
