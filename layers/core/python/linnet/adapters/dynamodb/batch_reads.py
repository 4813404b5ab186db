"""Read many rows by key."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, TypeVar

from pynamodb.models import Model

M = TypeVar("M", bound=Model)

MAX_KEYS: Final = 100
FIRST_PAUSE_S: Final = 0.02
LONGEST_PAUSE_S: Final = 0.5
MAX_ROUNDS: Final = 6


class Unprocessed(Exception):
    """The table kept refusing a part of the keys: it is throttled."""


def read_batch(
    model: type[M],
    wanted: Sequence[tuple[object, object]],
    *,
    sleep: Callable[[float], None],
    random: Callable[[], float],
    consistent: bool = False,
) -> Iterator[M]:
    """Yield the rows that exist, at most 100 keys a call. Raise Unprocessed when throttling does not end.

    pynamodb's own `batch_get` repeats unprocessed keys at once and for ever, which keeps a throttled partition so.
    """
    # pynamodb has no public way to send one page of keys and see what came back unprocessed.
    source: Any = model
    hash_name, range_name = source._hash_key_attribute().attr_name, source._range_key_attribute().attr_name  # noqa: SLF001
    serialized = [source._serialize_keys(hash_key, range_key) for hash_key, range_key in wanted]  # noqa: SLF001
    keys = [{hash_name: hash_key, range_name: range_key} for hash_key, range_key in serialized]
    for start in range(0, len(keys), MAX_KEYS):
        pending = keys[start : start + MAX_KEYS]
        ceiling = FIRST_PAUSE_S
        for _ in range(MAX_ROUNDS):
            items, pending = source._batch_get_page(pending, consistent_read=consistent, attributes_to_get=None)  # noqa: SLF001
            yield from map(model.from_raw_data, items)
            if not pending:
                break
            sleep(ceiling * random())
            ceiling = min(LONGEST_PAUSE_S, ceiling * 2)
        else:
            raise Unprocessed(f"{len(pending)} keys of {model.Meta.table_name}")
