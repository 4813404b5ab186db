"""The limiter in memory."""

from __future__ import annotations

import threading
from collections import Counter

from linnet.ports.environment import Clock
from linnet.ports.limits import Allowance, LimiterUnavailable, Window


class FakeLimiter:
    """Count in fixed windows. `broken` makes every answer fail."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._used: Counter[tuple[str, str, int]] = Counter()
        self._lock = threading.Lock()
        self.broken = False

    def take(self, subject: str, bucket: str, window: Window) -> Allowance:
        if self.broken:
            raise LimiterUnavailable
        now_ms = self._clock.now_ms()
        length_ms = window.seconds * 1000
        start_ms = now_ms - now_ms % length_ms
        key = (subject, bucket, start_ms)
        with self._lock:
            allowed = self._used[key] < window.limit
            self._used[key] += allowed
            remaining = window.limit - self._used[key]
        wait_ms = start_ms + length_ms - now_ms
        return Allowance(
            allowed=allowed,
            limit=window.limit,
            remaining=remaining,
            reset_ms=start_ms + length_ms,
            retry_after_s=0 if allowed else -(-wait_ms // 1000),
        )
