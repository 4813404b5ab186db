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

    A container serves one request at a time. Calls may themselves run calls (a hundred recipients, each with its own
    trips). Whoever waits does those of its own calls that no thread has begun: so nobody waits for a call that waits
    for a thread, however many there are and however deep.
    """

    def __init__(self, width: int = 32) -> None:
        self._pool = ThreadPoolExecutor(max_workers=width, thread_name_prefix="trip")

    def run(self, calls: Sequence[Callable[[], T]]) -> list[T]:
        if not calls:
            return []
        done: list[Future[T]] = [self._pool.submit(call) for call in calls[:-1]]
        done.append(_called(calls[-1]))
        # The pool begins with the first.
        for place in reversed(range(len(done) - 1)):
            if done[place].cancel():
                done[place] = _called(calls[place])
        wait(done)
        return [future.result() for future in done]


def _called(call: Callable[[], T]) -> Future[T]:
    """Call here and now; what is raised is raised by the result."""
    future: Future[T] = Future()
    try:
        future.set_result(call())
    except Exception as error:  # noqa: BLE001 - handed on, when the others have ended
        future.set_exception(error)
    return future
