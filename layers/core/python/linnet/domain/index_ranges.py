"""Parts of an index that lies in shards: what one job of many works on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Final

from linnet.domain.ids import MAX_ID

EVERY_SHARD: Final = -1


@dataclass(frozen=True, slots=True)
class IndexRange:
    """Rows of `shard` (or of `EVERY_SHARD`) with `after < id <= upto`; the id is that of a follow, a vote, …"""

    shard: int
    after: int
    upto: int


WHOLE_INDEX: Final = IndexRange(EVERY_SHARD, 0, MAX_ID)


@dataclass(frozen=True, slots=True)
class IndexedAccount:
    """A row of an index: an account, and the id under which it stands in a shard."""

    shard: int
    id: int
    user_id: int


def divide(found: Sequence[IndexedAccount], part: IndexRange, size: int, limit: int) -> list[IndexRange]:
    """Cut a range into ranges of `size` rows each.

    `found` is what was read of it, each shard in the order of ids and no more than `limit` rows: of a shard that gave
    as many, whatever was not read is one range more.
    """
    ranges: list[IndexRange] = []
    for shard, rows in groupby(sorted(found, key=lambda row: (row.shard, row.id)), key=lambda row: row.shard):
        ids = [row.id for row in rows]
        ends = ids[size - 1 :: size] if len(ids) >= limit else ids[size - 1 : len(ids) - 1 : size]
        cuts = [part.after, *ends, part.upto]
        ranges += [IndexRange(shard, after, upto) for after, upto in pairwise(cuts) if after < upto]
    return ranges
