"""Drafts in a table of their own: those of an account, and how many there are, are a partition."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.exceptions import CancellationReason
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import idempotency as idempotency_rows
from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.idempotency import IdempotencyRow
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.media_holding import MediaHolding
from linnet.adapters.dynamodb.media_rows import MediaRow
from linnet.adapters.dynamodb.media_values import decode_media, encode_media
from linnet.adapters.dynamodb.transactions import ConditionsFailed
from linnet.adapters.dynamodb.tweet_rows import TweetRow, row_of_tweet, whole
from linnet.domain.drafts import Draft, DraftUsage, Failure, SavedDraft
from linnet.domain.errors import Code
from linnet.domain.ids import MAX_ID
from linnet.domain.media import UNATTACHED_MS, Media
from linnet.domain.polls import PollDraft
from linnet.domain.tweets import Audience, QuotePolicy, Tweet
from linnet.ports.drafts import DueDraft
from linnet.ports.environment import Parallel
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.media import MediaTaken
from linnet.ports.tweets import IdempotencyKeyUsed, IdempotencyRecord

SCHEMA_VERSION: Final = 1
FILTERED_AT_ONCE: Final = 100


class ByDue(GlobalSecondaryIndex["DraftRow"]):
    """Drafts that something is to be done about, in shards, the earliest first."""

    class Meta:
        index_name = "by_due"
        projection = KeysOnlyProjection()

    due = UnicodeAttribute(hash_key=True)
    due_at = NumberAttribute(range_key=True)


class DraftRow(Model):
    """A draft, or under the id 0 how many its owner keeps."""

    owner_id = NumberAttribute(hash_key=True)
    id = NumberAttribute(range_key=True)
    schema_version = NumberAttribute(default=SCHEMA_VERSION)
    version = NumberAttribute()
    content = UnicodeAttribute(null=True)
    scheduled_at = NumberAttribute(null=True)
    failure = UnicodeAttribute(null=True)
    updated_at = NumberAttribute(null=True)
    due = UnicodeAttribute(null=True)
    due_at = NumberAttribute(null=True)
    drafts = NumberAttribute(null=True)
    days = UnicodeAttribute(null=True)
    media = UnicodeAttribute(null=True)

    by_due = ByDue()


@dataclass(frozen=True, slots=True)
class DraftTables:
    """The rows that a write of a draft can touch, bound to their tables; but for the first, where they are written."""

    drafts: type[DraftRow]
    tweets: type[TweetRow] | None = None
    idempotency: type[IdempotencyRow] | None = None
    media: type[MediaRow] | None = None


@dataclass(frozen=True, slots=True)
class DynamoDrafts:
    """Implement the ports `Drafts` and `DueDrafts`.

    `shards` cut the index of what is due; `conversation_shards` and `engagement_shards` are those of tweets.
    """

    tables: DraftTables
    writing: Writing
    parallel: Parallel
    conversation_shards: int
    engagement_shards: int
    shards: int

    def get(self, owner_id: int, draft_id: int) -> SavedDraft | None:
        row = None if draft_id == keys.USAGE else self._row(owner_id, draft_id)
        return None if row is None else draft_of(row)

    def page(
        self, owner_id: int, before: int | None, limit: int, *, only_scheduled: bool = False
    ) -> Sequence[SavedDraft]:
        row, upto = self.tables.drafts, MAX_ID if before is None else before - 1
        found = row.query(
            owner_id,
            row.id.between(keys.USAGE + 1, upto),
            row.scheduled_at.exists() if only_scheduled else None,
            consistent_read=True,
            scan_index_forward=False,
            limit=limit,
            # Of those that are read to be left out, many at once.
            page_size=max(limit, FILTERED_AT_ONCE) if only_scheduled else limit,
        )
        return [draft_of(each) for each in found]

    def usage(self, owner_id: int) -> DraftUsage:
        row = self._row(owner_id, keys.USAGE)
        if row is None:
            return DraftUsage()
        days = {int(day): int(due) for day, due in json.loads(row.days or "{}").items()}
        return DraftUsage(int(row.drafts or 0), days, int(row.version))

    def add(self, saved: SavedDraft, usage: DraftUsage, idempotency: IdempotencyRecord | None, now_ms: int) -> None:
        row, used = self.tables.drafts, self.tables.idempotency
        free = row.id.does_not_exist()

        def fill(write: TransactWrite) -> None:
            write.save(self._row_of(saved), condition=free)
            self._save_usage(write, saved.owner_id, usage)
            if idempotency is not None and used is not None:
                write.save(
                    idempotency_rows.row_of(used, idempotency),
                    condition=idempotency_rows.unused(used, now_ms),
                    return_values="ALL_OLD",
                )
            if saved.media:
                self._holding.hold(write, saved.owner_id, saved.media, saved.id, now_ms)

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            if idempotency is not None and used is not None and refused.at(2):
                item = _item(refused.reasons[2])
                raise IdempotencyKeyUsed(idempotency_rows.record_of_item(used, item)) from refused
            if refused.at(0):
                raise IdTaken from refused
            raise (VersionConflict if refused.at(1) else MediaTaken) from refused

    def replace(self, saved: SavedDraft, changed: SavedDraft, usage: DraftUsage | None) -> None:
        now_ms = self.writing.clock.now_ms()
        added = [each for each in changed.media if each not in saved.media]
        dropped = [each for each in saved.media if each not in changed.media]

        def fill(write: TransactWrite) -> None:
            write.save(self._row_of(changed), condition=self._as_read(saved))
            if usage is not None:
                self._save_usage(write, saved.owner_id, usage)
            if added or dropped:
                self._holding.hold(write, saved.owner_id, added, saved.id, now_ms)
                self._release(write, saved, dropped)

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            kept = refused.at(0) or (usage is not None and refused.at(1))
            raise (VersionConflict if kept else MediaTaken) from refused

    def remove(self, saved: SavedDraft, usage: DraftUsage) -> None:
        def fill(write: TransactWrite) -> None:
            self._remove(write, saved, usage)
            if saved.media:
                self._release(write, saved, saved.media)

        self._commit(fill)

    def publish(self, saved: SavedDraft, tweet: Tweet, usage: DraftUsage) -> None:
        tweets = self.tables.tweets
        if tweets is None:
            raise ValueError("this function publishes no drafts")
        row = row_of_tweet(tweets, tweet, self.conversation_shards, self.engagement_shards)
        free: Condition = tweets.pk.does_not_exist()

        def fill(write: TransactWrite) -> None:
            self._remove(write, saved, usage)
            write.save(row, condition=free)
            if saved.media:
                self._holding.hand_on(write, saved.owner_id, saved.media, saved.id, tweet.id)

        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            if refused.at(0) or refused.at(1):
                raise VersionConflict from refused
            raise (IdTaken if refused.at(2) else MediaTaken) from refused

    def due(self, upto_ms: int, limit: int) -> Sequence[DueDraft]:
        row = self.tables.drafts

        def shard(number: int) -> Callable[[], list[DueDraft]]:
            def read() -> list[DueDraft]:
                rows = row.by_due.query(keys.due(number), row.due_at <= upto_ms, limit=limit, page_size=limit)
                return [DueDraft(int(each.owner_id), int(each.id), int(each.due_at)) for each in rows]

            return read

        parts = self.parallel.run([shard(number) for number in range(self.shards)])
        return [each for part in parts for each in part]

    def told(self, saved: SavedDraft) -> None:
        row = self.tables.drafts
        actions = [row.due.remove(), row.due_at.remove()]
        writing = self.writing
        updated(row(saved.owner_id, saved.id), actions, row.version == saved.version, writing.sleep, writing.random)

    def _row(self, owner_id: int, draft_id: int) -> DraftRow | None:
        try:
            return self.tables.drafts.get(owner_id, draft_id, consistent_read=True)
        except self.tables.drafts.DoesNotExist:
            return None

    def _row_of(self, saved: SavedDraft) -> DraftRow:
        # A failure stays due until it is told.
        due_ms = saved.scheduled_ms if saved.failure is None else saved.failure.scheduled_ms
        return self.tables.drafts(
            saved.owner_id,
            saved.id,
            version=saved.version,
            content=encode_content(saved.content),
            scheduled_at=saved.scheduled_ms,
            failure=None if saved.failure is None else _encode(asdict(saved.failure)),
            updated_at=saved.updated_ms,
            due=None if due_ms is None else keys.due(saved.id % self.shards),
            due_at=due_ms,
            media=encode_media(saved.media),
        )

    @property
    def _holding(self) -> MediaHolding:
        if self.tables.media is None:
            raise ValueError("this function keeps no drafts with pictures")
        return MediaHolding(self.tables.media, self.engagement_shards)

    def _release(self, write: TransactWrite, saved: SavedDraft, media: Sequence[Media]) -> None:
        until_ms = self.writing.clock.now_ms() + UNATTACHED_MS
        self._holding.release(write, saved.owner_id, media, saved.id, until_ms)

    def _as_read(self, saved: SavedDraft) -> Condition:
        unchanged: Condition = self.tables.drafts.version == saved.version
        return unchanged

    def _remove(self, write: TransactWrite, saved: SavedDraft, usage: DraftUsage) -> None:
        write.delete(self.tables.drafts(saved.owner_id, saved.id), condition=self._as_read(saved))
        self._save_usage(write, saved.owner_id, usage)

    def _save_usage(self, write: TransactWrite, owner_id: int, usage: DraftUsage) -> None:
        row = self.tables.drafts
        days = _encode({str(day): due for day, due in usage.days.items()})
        stored = row(owner_id, keys.USAGE, version=usage.version + 1, drafts=usage.drafts, days=days)
        unchanged = row.id.does_not_exist() if usage.version == 0 else row.version == usage.version
        write.save(stored, condition=unchanged)

    def _commit(self, fill: Callable[[TransactWrite], None]) -> None:
        try:
            self.writing.commit(fill)
        except ConditionsFailed as refused:
            raise VersionConflict from refused


def draft_of(row: DraftRow) -> SavedDraft:
    """Read the row of a draft."""
    failure = json.loads(row.failure or "null")
    return SavedDraft(
        id=int(row.id),
        owner_id=int(row.owner_id),
        content=decode_content(row.content or ""),
        scheduled_ms=whole(row.scheduled_at),
        failure=None if failure is None else Failure(**{**failure, "code": Code(failure["code"])}),
        updated_ms=int(row.updated_at or 0),
        version=int(row.version),
        media=decode_media(row.media),
    )


def encode_content(content: Draft) -> str:
    """Write what is to be published as JSON, which nobody asks DynamoDB about; what was not chosen is left out."""
    return _encode({name: value for name, value in asdict(content).items() if value not in (None, "", ())})


def decode_content(text: str) -> Draft:
    """Read what is to be published. Raise ValueError for what newer code wrote."""
    fields = json.loads(text)
    poll, audience = fields.pop("poll", None), fields.pop("audience", None)
    quote_policy = fields.pop("quote_policy", None)
    try:
        return Draft(
            text=fields.pop("text", ""),
            media_ids=tuple(fields.pop("media_ids", ())),
            audience=None if audience is None else Audience(audience),
            quote_policy=None if quote_policy is None else QuotePolicy(quote_policy),
            poll=None if poll is None else PollDraft(**{**poll, "options": tuple(poll["options"])}),
            **fields,
        )
    except TypeError as unknown:
        raise ValueError("a draft of newer code") from unknown


def _encode(value: dict[str, Any]) -> str:
    # Escaped, a letter of most scripts would take twice its bytes.
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _item(reason: CancellationReason | None) -> dict[str, dict[str, object]]:
    if reason is None or reason.raw_item is None:
        raise ValueError("the store did not return the item that stood in the way")
    return reason.raw_item
