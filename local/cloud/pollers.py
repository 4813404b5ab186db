"""A thread for each event source mapping, where MiniStack 1.5.33 has one for all, woken only when there is work for it.

With one thread, a stream batch that takes seconds holds up every other stream and, above all, every queue: on a busy
machine fan-out stands still. The order within a mapping, which is what AWS promises, stays.

Every write of any kind sets the emulator's one event. Were it to wake every thread, each write would cost as many
switches of the interpreter's lock as there are mappings; so one thread looks for all of them. It also obeys the
windows in which batches gather, which the emulator does not: a call costs a process here what it costs money there.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

from ministack.services import lambda_svc  # type: ignore[import-untyped]

from local.cloud.batching import Batching
from local.cloud.sources import SOURCES, service_of

# What comes by time is noticed this late: a mapping that is made or removed, a delayed message, the end of a window.
LOOK_SECONDS = 0.1
# So much at least lies between two looks: what is written together is looked at once.
GAP_SECONDS = 0.005
# So long a thread rests that found nothing to hand on although something waits: a function that is called as often at
# once as it may be, a message behind another of its group, a batch that has just failed.
BLOCKED_SECONDS = 0.05

logger = logging.getLogger("local.cloud")


class _Poller:
    """The thread of one mapping, and the batch that gathers for it."""

    def __init__(self, account: str, region: str, mapping: dict[str, Any]) -> None:
        self.scoped = (account, region, mapping)
        self._source = SOURCES[service_of(mapping)]
        self._batching = Batching()
        self._wake = threading.Event()
        self._busy = False
        self._removed = False

    def look(self, now: float) -> None:
        """Wake the thread if its mapping has a batch to hand on."""
        full = min(self._source.most, int(self.scoped[2].get("BatchSize") or 1))
        if not self._busy and self._batching.is_due(self._waiting(full), now, full=full, window_s=self._window_s()):
            self._batching.take()
            self._busy = True
            self._wake.set()

    def remove(self) -> None:
        """End the thread when it has handed on what it is at."""
        self._removed = True
        self._wake.set()

    def work(self) -> None:
        """Hand on whenever woken, until the mapping is removed."""
        while True:
            self._wake.wait()
            self._wake.clear()
            if self._removed:
                return
            while self._waiting(1):
                if not self._hand_on():
                    time.sleep(BLOCKED_SECONDS)
                    break
                if self._window_s():
                    break
            self._busy = False
            # What came meanwhile was passed over by the looks.
            lambda_svc._esm_wake.set()  # noqa: SLF001

    def _window_s(self) -> float:
        return float(self.scoped[2].get("MaximumBatchingWindowInSeconds") or 0)

    def _waiting(self, most: int) -> int:
        return self._source.waiting(*self.scoped, most)

    def _hand_on(self) -> bool:
        try:
            return self._source.poll()
        except Exception:
            logger.exception("polling %s failed", self.scoped[2]["UUID"])
            return False


class Pollers:
    """Runs the emulator's own polling functions, each thread seeing only its mapping."""

    def __init__(self) -> None:
        self._every_mapping = lambda_svc._iter_all_esms  # noqa: SLF001
        self._thread = threading.local()
        self._pollers: dict[str, _Poller] = {}

    def install(self) -> None:
        """Replace the emulator's loop and what it iterates over; call before it has loaded any mapping."""
        lambda_svc._iter_all_esms = self._mappings_of_this_thread  # noqa: SLF001
        lambda_svc._poll_loop = self._supervise  # noqa: SLF001

    def _mappings_of_this_thread(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        poller: _Poller | None = getattr(self._thread, "poller", None)
        if poller is None:
            yield from self._every_mapping()
        else:
            yield poller.scoped

    def _supervise(self) -> None:
        while True:
            # All services share this one event.
            lambda_svc._esm_wake.wait(LOOK_SECONDS)  # noqa: SLF001
            lambda_svc._esm_wake.clear()  # noqa: SLF001
            try:
                self._look()
            except Exception:
                # The next look may succeed; without any, every stream and queue would stand still.
                logger.exception("looking at event sources failed")
            time.sleep(GAP_SECONDS)

    def _look(self) -> None:
        self._follow_mappings()
        now = time.monotonic()
        for poller in self._pollers.values():
            poller.look(now)

    def _follow_mappings(self) -> None:
        found = {
            mapping["UUID"]: (account, region, mapping)
            for account, region, mapping in self._every_mapping()
            if service_of(mapping) in SOURCES
        }
        for gone in self._pollers.keys() - found.keys():
            self._pollers.pop(gone).remove()
        for mapping_id in found.keys() - self._pollers.keys():
            poller = self._pollers[mapping_id] = _Poller(*found[mapping_id])
            name = f"poll-{service_of(found[mapping_id][2])}-{mapping_id[:8]}"
            threading.Thread(target=self._run, args=(poller,), daemon=True, name=name).start()

    def _run(self, poller: _Poller) -> None:
        self._thread.poller = poller
        poller.work()
