"""The stream of a table: shards with records in order, closed and opened anew, trimmed after a day."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final

from linnet.ports.environment import Clock
from tests.simulation.engine.values import Item

RETENTION_MS: Final = 24 * 3600 * 1000
REGION: Final = "us-east-1"
ACCOUNT: Final = "123456789012"
# Real numbers have 20 to 40 digits. These soon grow by one: whoever compares them as strings is wrong.
FIRST_SEQUENCE: Final = 10**21 - 40
_SPACE: Final = 1 << 128
_TTL: Final = {"type": "Service", "principalId": "dynamodb.amazonaws.com"}


@dataclass(frozen=True, slots=True)
class StreamRecord:
    """A record and its place; `record` is what Lambda hands on, `item` a hash of its item's key."""

    sequence: int
    at_ms: int
    record: Mapping[str, Any]
    item: int


@dataclass(slots=True)
class Shard:
    """Records of the partition keys whose hash lies in `start`..`end`."""

    id: str
    parents: tuple[str, ...]
    start: int
    end: int
    open: bool = True
    records: list[StreamRecord] = field(default_factory=list)


class Stream:
    """New and old images of everything that changed in a table."""

    # Where Lambda says of a batch that it gave up which one it was.
    BATCH_INFO = "DDBStreamBatchInfo"

    def __init__(self, table: str, clock: Clock, shards: int = 1) -> None:
        self.table = table
        self.arn = f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{table}/stream/2025-06-15T00:00:00.000"
        self.shards: dict[str, Shard] = {}
        self._clock = clock
        self._next = FIRST_SEQUENCE
        self._made = 0
        for number in range(shards):
            self._open((), _SPACE * number // shards, _SPACE * (number + 1) // shards)

    def append(
        self, *, hash_value: Any, keys: Item, old: Item | None, new: Item | None, size: int, by_ttl: bool
    ) -> None:
        """Record a change in the shard of its partition key."""
        now_ms = self._clock.now_ms()
        event = "INSERT" if old is None else "REMOVE" if new is None else "MODIFY"
        sequence = self._sequence()
        change: dict[str, Any] = {
            "ApproximateCreationDateTime": now_ms // 1000,
            "Keys": keys,
            "SequenceNumber": str(sequence),
            "SizeBytes": size,
            "StreamViewType": "NEW_AND_OLD_IMAGES",
        }
        if new is not None:
            change["NewImage"] = new
        if old is not None:
            change["OldImage"] = old
        record = self._wrapped(event, change, sequence)
        if by_ttl:
            record["userIdentity"] = _TTL
        self._shard_of(hash_value).records.append(StreamRecord(sequence, now_ms, record, hash_of(keys)))

    def inject(self, shard_id: str, record: Mapping[str, Any]) -> int:
        """Add a record that no write made (poison) to an open shard; return its sequence number."""
        if not self.shards[shard_id].open:
            raise ValueError(f"{shard_id} is closed")
        sequence = self._sequence()
        change = {"SequenceNumber": str(sequence), **record.get("dynamodb", {})}
        made = {**self._wrapped("INSERT", change, sequence), **record, "dynamodb": change}
        self.shards[shard_id].records.append(
            StreamRecord(sequence, self._clock.now_ms(), made, hash_of(change.get("Keys")))
        )
        return sequence

    def records(self, shard_id: str, after: int = -1) -> Sequence[StreamRecord]:
        """Return the records of a shard behind a sequence number that are not trimmed yet."""
        shard = self.shards[shard_id]
        self._trim(shard)
        return shard.records[bisect_right(shard.records, after, key=attrgetter("sequence")) :]

    def latest(self, shard_id: str) -> int:
        """Return the sequence number of a shard's last record, -1 when it has none."""
        records = self.shards[shard_id].records
        return records[-1].sequence if records else -1

    def split(self, shard_id: str) -> tuple[str, str]:
        """Close a shard; two take its place."""
        shard = self._close(shard_id)
        middle = (shard.start + shard.end) // 2
        return self._open((shard_id,), shard.start, middle), self._open((shard_id,), middle, shard.end)

    def roll(self, shard_id: str) -> str:
        """Close a shard; one takes its place, as happens every few hours."""
        shard = self._close(shard_id)
        return self._open((shard_id,), shard.start, shard.end)

    def _open(self, parents: tuple[str, ...], start: int, end: int) -> str:
        self._made += 1
        name = f"shardId-{self._clock.now_ms():020d}-{self._made:08x}"
        self.shards[name] = Shard(name, parents, start, end)
        return name

    def _close(self, shard_id: str) -> Shard:
        shard = self.shards[shard_id]
        if not shard.open:
            raise ValueError(f"{shard_id} is closed already")
        shard.open = False
        return shard

    def _shard_of(self, hash_value: Any) -> Shard:
        digest = hash_of(hash_value)
        return next(shard for shard in self.shards.values() if shard.open and shard.start <= digest < shard.end)

    def _sequence(self) -> int:
        self._next += 1
        return self._next

    def _wrapped(self, event: str, change: Mapping[str, Any], sequence: int) -> dict[str, Any]:
        return {
            "eventID": hashlib.md5(f"{self.table}/{sequence}".encode(), usedforsecurity=False).hexdigest(),
            "eventName": event,
            "eventVersion": "1.1",
            "eventSource": "aws:dynamodb",
            "awsRegion": REGION,
            "dynamodb": change,
            "eventSourceARN": self.arn,
        }

    def _trim(self, shard: Shard) -> None:
        oldest = self._clock.now_ms() - RETENTION_MS
        if shard.records and shard.records[0].at_ms < oldest:
            shard.records[:] = [each for each in shard.records if each.at_ms >= oldest]


def hash_of(value: Any) -> int:
    """Return where in the space of hashes a value lies."""
    return int.from_bytes(hashlib.md5(repr(value).encode(), usedforsecurity=False).digest(), "big")
