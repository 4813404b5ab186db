"""The invalidation log: rows that tell every container which cached tweets and profiles to forget."""

from __future__ import annotations

from collections.abc import Callable

from pynamodb.attributes import NumberAttribute, UnicodeAttribute
from pynamodb.models import Model

from linnet.adapters.dynamodb import keys

# Caches live for 60 s; a container that polls less often than this starts with empty caches.
LOG_LIFETIME_S = 600

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
