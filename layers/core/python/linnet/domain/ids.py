"""Ids of one space: `(unix_ms << 16) | 16 bits`, so that sorting by id is sorting by time.

The highest of the 16 bits tells messages from everything else: an id alone says where to look.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

LOW_BITS = 16
LOW_VALUES = 1 << LOW_BITS
MAX_ID = (1 << 63) - 1
# Set in the ids of messages, and in no others.
MESSAGE_BIT = 1 << (LOW_BITS - 1)


def id_at(unix_ms: int, low: int = 0) -> int:
    """Return the id of a millisecond; `low` distinguishes ids within it."""
    return (unix_ms << LOW_BITS) | low


def created_ms(identifier: int) -> int:
    """Return the millisecond (Unix time) that an id was made in."""
    return identifier >> LOW_BITS


def may_be_message(identifier: int) -> bool:
    """Tell whether an id is marked as that of a message."""
    return bool(identifier & MESSAGE_BIT)


class SnowflakeIds:
    """Make ids that rise strictly for one writer, also when its clock steps back. None is marked as a message's.

    The low bits start at random in each millisecond: writers do not know of each other, so two may make the same id.
    The store's conditional put catches that, and the caller takes a new id.
    """

    def __init__(self, now_ms: Callable[[], int], random_below: Callable[[int], int]) -> None:
        self._now_ms = now_ms
        self._random_below = random_below
        self._last = -1
        # One writer may make ids from the threads of its parallel store calls.
        self._lock = threading.Lock()

    def next_id(self) -> int:
        """Return a new id."""
        with self._lock:
            low = self._random_below(MESSAGE_BIT)
            fresh = id_at(self._now_ms(), low)
            # Where the clock does not help (it stood still or went back, or the bits fell low) the next millisecond is
            # borrowed. Small steps from the last id instead would cluster writers: some collide ninety times in a row.
            self._last = fresh if fresh > self._last else id_at(created_ms(self._last) + 1, low)
            return self._last
