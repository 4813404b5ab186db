"""Read a range of a partition that is ordered by ids, in either direction."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from pynamodb.attributes import Attribute
from pynamodb.expressions.condition import Condition

from linnet.domain.paging import PageRange

R = TypeVar("R")


def rows_in_range(
    query: Callable[..., Iterable[R]],
    partition: object,
    position: Attribute[Any],
    page: PageRange,
    *,
    key: Callable[[int], object] = int,
    **options: object,
) -> Iterable[R]:
    """Return the rows of one partition in the range, in the order of reading.

    `query` is that of a table or an index, `key` makes the value of the sort key `position` of an id.
    """
    if page.empty:
        # DynamoDB refuses a range that ends before it begins.
        return ()
    return query(
        partition,
        _condition(position, page, key),
        scan_index_forward=page.ascending,
        limit=page.limit,
        page_size=page.limit,
        **options,
    )


def _condition(position: Attribute[Any], page: PageRange, key: Callable[[int], object]) -> Condition | None:
    if page.before is not None and page.after is not None:
        return position.between(key(page.after + 1), key(page.before - 1))
    if page.before is not None:
        return position < key(page.before)
    return None if page.after is None else position > key(page.after)
