"""Time, ids, randomness and concurrency that a test decides."""

from __future__ import annotations

import hashlib
import random
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import TypeVar

from linnet.domain.ids import SnowflakeIds
from linnet.ports.environment import Clock

T = TypeVar("T")

START_MS = 1_750_000_000_000


class FakeClock:
    """Stand still until told to move, backwards too."""

    def __init__(self, now_ms: int = START_MS) -> None:
        self._now_ms = now_ms

    def now_ms(self) -> int:
        return self._now_ms

    def advance(self, ms: int) -> None:
        self._now_ms += ms

    def sleep(self, seconds: float) -> None:
        """Let a pause take its time without waiting."""
        self._now_ms += int(seconds * 1000)


class FakeIds:
    """Make the real kind of ids from a fake clock and a seed."""

    def __init__(self, clock: Clock, seed: int = 1) -> None:
        self._source = SnowflakeIds(clock.now_ms, random.Random(seed).randrange)

    def next_id(self) -> int:
        return self._source.next_id()


class ScriptedIds:
    """Hand out exactly the ids a test lists."""

    def __init__(self, *ids: int) -> None:
        self._ids = list(ids)

    def next_id(self) -> int:
        return self._ids.pop(0)


class SequentialParallel:
    """Make the calls one after the other, and count the trips that would have been serial.

    `sizes` holds the number of calls of each trip.
    """

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def run(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        self.sizes.append(len(calls))
        answers: list[T] = []
        errors: list[Exception] = []
        for call in calls:
            try:
                answers.append(call())
            except Exception as error:  # noqa: BLE001 - the port promises that all calls end before the first error is raised
                errors.append(error)
        if errors:
            raise errors[0]
        return answers


class FakeSecrets:
    """Make tokens of the right shape that a seed foretells."""

    def __init__(self, seed: int = 1) -> None:
        self._seed = seed
        self._made = 0

    def token(self) -> str:
        self._made += 1
        digest = hashlib.sha256(f"{self._seed}/{self._made}".encode()).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()
