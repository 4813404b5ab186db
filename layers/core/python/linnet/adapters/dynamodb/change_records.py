"""Decode DynamoDB stream records of the tweets and engagement tables into domain changes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from linnet.adapters.dynamodb.engagement_rows import EngagementRow, flags_of
from linnet.adapters.dynamodb.tweet_rows import COUNTS, HISTORY, TweetRow, post_of
from linnet.domain.changes import EngagementChange, PoisonRecord, PostChange
from linnet.domain.tweets import Flags, Post

__all__ = ["EngagementChange", "PoisonRecord", "PostChange", "decode_engagement_change", "decode_tweets_change"]

Record = Mapping[str, Any]

# What a malformed image makes of pynamodb and of our own decoding; UnknownSchemaVersion is a ValueError.
_UNDECODABLE = (AttributeError, KeyError, TypeError, ValueError)


def decode_tweets_change(record: Record) -> PostChange:
    """Decode a record of the tweets table. Raise PoisonRecord."""
    try:
        old = _row(record, "OldImage")
        new = _row(record, "NewImage")
        return PostChange(
            old=_post(old),
            new=_post(new),
            content=new is None or new.touched != COUNTS,
            sequence=_sequence(record),
        )
    except _UNDECODABLE as error:
        raise _poison(record, error) from error


def decode_engagement_change(record: Record) -> EngagementChange:
    """Decode a record of the engagement table. Raise PoisonRecord."""
    try:
        key = record["dynamodb"]["Keys"]
        return EngagementChange(
            actor_id=int(key["actor_id"]["N"]),
            tweet_id=int(key["tweet_id"]["N"]),
            old=_flags(record, "OldImage"),
            new=_flags(record, "NewImage"),
            sequence=_sequence(record),
        )
    except _UNDECODABLE as error:
        raise _poison(record, error) from error


def _row(record: Record, image: str) -> TweetRow | None:
    found = record["dynamodb"].get(image)
    return None if found is None else TweetRow.from_raw_data(dict(found))


def _post(row: TweetRow | None) -> Post | None:
    return None if row is None or row.kind == HISTORY else post_of(row)


def _flags(record: Record, image: str) -> Flags | None:
    found = record["dynamodb"].get(image)
    return None if found is None else flags_of(EngagementRow.from_raw_data(dict(found)))


def _sequence(record: Record) -> int:
    return int(record["dynamodb"]["SequenceNumber"])


def _poison(record: Record, error: Exception) -> PoisonRecord:
    stream = record.get("dynamodb")
    sequence = stream.get("SequenceNumber") if isinstance(stream, Mapping) else None
    # The type and not the message: messages of decoders quote the data.
    return PoisonRecord(f"undecodable: {type(error).__name__}", None if sequence is None else str(sequence))
