"""How an index is cut into the parts that single jobs work on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from linnet.domain.index_ranges import EVERY_SHARD, WHOLE_INDEX, IndexedAccount, IndexRange, divide

Rows = set[tuple[int, int]]


def read(rows: Rows, part: IndexRange, limit: int) -> list[IndexedAccount]:
    """Read a range as an index does: of each shard the first rows."""
    found: list[IndexedAccount] = []
    for shard in {shard for shard, _ in rows if part.shard in (shard, EVERY_SHARD)}:
        ids = sorted(row for where, row in rows if where == shard and part.after < row <= part.upto)
        found += [IndexedAccount(shard, row, user_id=row) for row in ids[:limit]]
    return found


def work_off(rows: Rows, size: int, limit: int) -> tuple[list[int], int]:
    """Return the accounts that jobs came to, and the number of jobs."""
    waiting, seen, jobs = [WHOLE_INDEX], list[int](), 0
    while waiting:
        jobs += 1
        part = waiting.pop()
        found = read(rows, part, limit)
        if len(found) <= size:
            seen += [row.user_id for row in found]
        else:
            waiting += divide(found, part, size, limit)
    return seen, jobs


@given(
    rows=st.sets(st.integers(1, 400)),
    shards=st.integers(1, 4),
    size=st.integers(1, 20),
    more=st.integers(1, 3),
)
def test_every_account_is_in_one_range_exactly(rows: set[int], shards: int, size: int, more: int) -> None:
    seen, _ = work_off({(row % shards, row) for row in rows}, size, size * more + 1)

    assert sorted(seen) == sorted(rows)


def test_a_large_index_takes_little_more_jobs_than_it_has_ranges() -> None:
    seen, jobs = work_off({(row % 2, row) for row in range(1, 2_001)}, size=100, limit=500)

    assert len(seen) == 2_000
    assert 20 <= jobs <= 26


def test_what_comes_to_stand_behind_the_last_row_is_in_the_last_range() -> None:
    found = [IndexedAccount(0, row, row) for row in range(1, 6)]

    assert divide(found, IndexRange(0, 0, 99), size=2, limit=10) == [
        IndexRange(0, 0, 2),
        IndexRange(0, 2, 4),
        IndexRange(0, 4, 99),
    ]
