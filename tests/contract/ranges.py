"""Ranges of a list that every store must answer alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

from linnet.domain.paging import PageRange


def ranges_over(ids: Sequence[int]) -> Iterator[PageRange]:
    """Give ranges in both directions: open and closed ones, whole, in pieces, and empty."""
    ends = (None, ids[0], ids[len(ids) // 2], ids[-1])
    for limit, before, after, ascending in product((1, 2, len(ids) + 1), ends, ends, (False, True)):
        yield PageRange(limit, before, after, ascending)
