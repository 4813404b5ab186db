"""The invalidation log: rows that tell every container which cached tweets and profiles to forget."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final, Protocol

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys
from linnet.ports.environment import Clock

# Caches live for 60 s; a container that polls less often than this starts with empty caches.
LOG_LIFETIME_S = 600
# A row is stamped before its transaction is sent, and that may be sent again until its function's time is over (10 s
# for the APIs, `infra/components/function_factory.py`); the rest is for clocks that differ.
OVERLAP_MS: Final = 15_000

USER = "user"
TWEET = "tweet"


class InvalidationRow(Model):
    """A changed row: what cached copies older than `version` must be dropped."""

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute()
    id = NumberAttribute()
    version = NumberAttribute()
    expires_at = NumberAttribute()


def log_rows(
    row: type[InvalidationRow],
    kind: str,
    identifier: int,
    version: int,
    *,
    now_ms: int,
    replicas: int,
    random: Callable[[], float],
) -> list[InvalidationRow]:
    """Build the rows to put into the transaction that makes the change: one for each replica of the log.

    Replicas divide the reads, which all go to the newest end; every poll reads one of them, so each holds everything.
    """
    # In one millisecond several rows may change; 52 random bits keep their keys apart.
    key = keys.invalidation(now_ms, f"{int(random() * (1 << 52)):013x}")
    return [
        row(
            keys.invalidation_log(replica),
            key,
            kind=kind,
            id=identifier,
            version=version,
            expires_at=now_ms // 1000 + LOG_LIFETIME_S,
        )
        for replica in range(replicas)
    ]


class Evictable(Protocol):
    """A cache that the log keeps true."""

    def invalidate(self, key: int, version: int) -> None:
        """Serve nothing older than a version any more."""
        ...

    def clear(self) -> Collection[int]:
        """Forget every value, and return which there were."""
        ...


class InvalidationLog:
    """Implement the port `Invalidations`: read one replica of the log and evict what it names.

    Every poll goes back `OVERLAP_MS` behind the one before: clocks of writers differ and a row is stamped a little
    before its transaction commits. The replica is chosen once for a container, at random.
    """

    def __init__(
        self,
        row: type[InvalidationRow],
        caches: Mapping[str, Evictable],
        clock: Clock,
        *,
        replica: int,
        ttl_ms: int,
    ) -> None:
        self._row = row
        self._caches = caches
        self._clock = clock
        self._partition = keys.invalidation_log(replica)
        self._ttl_ms = ttl_ms
        self._polled_ms: int | None = None

    def poll(self) -> Collection[int]:
        now_ms = self._clock.now_ms()
        since_ms, changed = self._polled_ms, set[int]()
        if since_ms is None or now_ms - since_ms > self._ttl_ms:
            # Reading a long stretch of the log would cost more than it saves. What is cached by now was put there by
            # writes, which do not poll, and counts as changed.
            for cache in self._caches.values():
                changed.update(cache.clear())
            since_ms = now_ms
        after = keys.invalidation(max(0, since_ms - OVERLAP_MS), "")
        for line in self._row.query(self._partition, self._row.sk >= after, consistent_read=True):
            changed.add(int(line.id))
            named = self._caches.get(line.kind)
            if named is not None:
                named.invalidate(int(line.id), int(line.version))
        # Only now: a poll that failed half-way is repeated from where the last good one stood.
        self._polled_ms = now_ms
        return changed
