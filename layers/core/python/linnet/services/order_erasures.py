"""Queue the accounts whose time to return is over."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain.standing import DAY_MS
from linnet.ports.environment import Clock
from linnet.ports.erasure import ErasureQueue, Erasures

# An order that waited longer than this was forgotten by everybody; the alarms of queue and function rang long before.
LOOK_BACK_DAYS: Final = 60
A_DAY: Final = 500
# Longer than the pause between two rounds: a chain of messages that was lost is taken up again, a living one is not.
STALE_MS: Final = 3_600_000


@dataclass(frozen=True, slots=True)
class OrderErasures:
    """Look through the days behind; what is under way is left alone."""

    erasures: Erasures
    queue: ErasureQueue
    clock: Clock

    def run(self) -> int:
        """Queue what is due or has stopped, at most 500 of each day; return how many."""
        now_ms = self.clock.now_ms()
        ordered = 0
        for days in range(LOOK_BACK_DAYS, -1, -1):
            day_ms = now_ms - days * DAY_MS
            waiting = self.erasures.waiting(day_ms, now_ms, now_ms - STALE_MS, A_DAY)
            if waiting:
                self.queue.send(waiting, 0)
                ordered += len(waiting)
        return ordered
