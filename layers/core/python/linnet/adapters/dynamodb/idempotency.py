"""Idempotency keys in the platform table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.ports.tweets import IdempotencyRecord


class IdempotencyRow(Model):
    """What a key was used for; `expires_at` (Unix seconds) is also the time to live."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    schema_version = NumberAttribute()
    user_id = NumberAttribute()
    key = UnicodeAttribute()
    body_sha256 = UnicodeAttribute()
    tweet_id = NumberAttribute()
    expires_at = NumberAttribute()


def row_of(row: type[IdempotencyRow], record: IdempotencyRecord) -> IdempotencyRow:
    """Build the row of a key."""
    return row(
        keys.idempotency(record.user_id, record.key),
        keys.IDEMPOTENCY,
        schema_version=1,
        user_id=record.user_id,
        key=record.key,
        body_sha256=record.body_sha256,
        tweet_id=record.tweet_id,
        # Rounded up: a key is never forgotten before its time.
        expires_at=-(-record.expires_ms // 1000),
    )


def unused(row: type[IdempotencyRow], now_ms: int) -> Condition:
    """Return the condition that a key is free; DynamoDB removes expired rows days late."""
    free: Condition = row.pk.does_not_exist() | (row.expires_at <= now_ms // 1000)
    return free


def record_of(row: IdempotencyRow) -> IdempotencyRecord:
    """Read a stored key."""
    return IdempotencyRecord(
        user_id=int(row.user_id),
        key=row.key,
        body_sha256=row.body_sha256,
        tweet_id=int(row.tweet_id),
        expires_ms=int(row.expires_at) * 1000,
    )


def record_of_item(row: type[IdempotencyRow], item: Mapping[str, Mapping[str, Any]]) -> IdempotencyRecord:
    """Read a stored key from a refused transaction."""
    return record_of(row.from_raw_data(dict(item)))
