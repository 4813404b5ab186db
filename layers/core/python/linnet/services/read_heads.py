"""Read what celebrities posted, as parts of a timeline."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Final

from linnet.domain.paging import PageRange
from linnet.domain.timelines import Slice, slice_of
from linnet.ports.timelines import Heads

HEADS_A_CALL: Final = 100


def head_reads(
    heads: Heads, author_ids: Collection[int], page: PageRange, into: list[Slice]
) -> list[Callable[[], None]]:
    """Return the calls that read the heads of authors, to be made at once."""
    wanted = sorted(author_ids)
    chunks = [wanted[at : at + HEADS_A_CALL] for at in range(0, len(wanted), HEADS_A_CALL)]
    return [_head_read(heads, chunk, page, into) for chunk in chunks]


def _head_read(heads: Heads, chunk: Sequence[int], page: PageRange, into: list[Slice]) -> Callable[[], None]:
    def read() -> None:
        # A timeline reaches back to the end of a head, as it does to the end of what is stored.
        found = heads.get_many(chunk).values()
        into.extend(slice_of(page.of(head), page.limit) for head in found)

    return read
