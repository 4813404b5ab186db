"""Real time, ids, randomness and threads behind the environment ports."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import TypeVar

T = TypeVar("T")


class SystemClock:
    """Tell the machine's time."""

    def now_ms(self) -> int:
        return time.time_ns() // 1_000_000  # noqa: TID251 the one real clock


class SystemSecrets:
    """Take randomness from the operating system."""

    def token(self) -> str:
        return secrets.token_urlsafe(32)


class Threads:
    """Run store calls at once: boto clients release the lock while they wait.

    A container serves one request at a time. Calls may themselves run calls (a limiter beside a service beside its
    trips), so the pool is larger than the widest trip; the last call always runs on the caller's own thread.
    """

    def __init__(self, width: int = 32) -> None:
        self._pool = ThreadPoolExecutor(max_workers=width, thread_name_prefix="trip")

    def run(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        if not calls:
            return []
        started: list[Future[T]] = [self._pool.submit(call) for call in calls[:-1]]
        try:
            last = calls[-1]()
        finally:
            wait(started)
        return [*(future.result() for future in started), last]
