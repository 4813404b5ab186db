"""A thread for each event source mapping, where MiniStack 1.5.33 has one for all.

With one thread, a stream batch that takes seconds holds up every other stream and, above all, every queue: on a busy
machine fan-out stands still. The order within a mapping, which is what AWS promises, stays.

Kinesis is asked only every so often as its mapping wants batches to be collected: each batch is a row there, and a row
for each tweet would be what every list of trends has to read.
"""

import logging
import threading
import time
from collections.abc import Iterator
from typing import Any

from ministack.services import lambda_svc  # type: ignore[import-untyped]

# A mapping that is made or removed is noticed this late.
NEW_MAPPINGS_SECONDS = 0.2
# Everything that brings work wakes the pollers; this is for what comes by time, such as a delayed message.
IDLE_SECONDS = 0.5

logger = logging.getLogger("local.cloud")

_POLLS = {
    "dynamodb": "_poll_dynamodb_streams",
    "kinesis": "_poll_kinesis",
    "sqs": "_poll_sqs",
}


class Pollers:
    """Runs the emulator's own polling functions, each thread seeing only its mapping."""

    def __init__(self) -> None:
        self._every_mapping = lambda_svc._iter_all_esms  # noqa: SLF001
        self._thread = threading.local()
        self._wakes: dict[str, threading.Event] = {}

    def install(self) -> None:
        """Replace the emulator's loop and what it iterates over; call before it has loaded any mapping."""
        lambda_svc._iter_all_esms = self._mappings_of_this_thread  # noqa: SLF001
        lambda_svc._poll_loop = self._supervise  # noqa: SLF001
        # All services share this one event.
        lambda_svc._esm_wake.set = self._wake_all  # noqa: SLF001

    def _mappings_of_this_thread(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        only = getattr(self._thread, "mapping", None)
        for account, region, mapping in self._every_mapping():
            if only is None or mapping["UUID"] == only:
                yield account, region, mapping

    def _wake_all(self) -> None:
        for wake in list(self._wakes.values()):
            wake.set()

    def _supervise(self) -> None:
        pause = threading.Event()
        while True:
            sources = {
                mapping["UUID"]: service
                for _, _, mapping in self._every_mapping()
                if (service := mapping["EventSourceArn"].split(":")[2]) in _POLLS
            }
            for gone in self._wakes.keys() - sources.keys():
                self._wakes.pop(gone).set()
            for mapping_id in sources.keys() - self._wakes.keys():
                self._wakes[mapping_id] = threading.Event()
                service = sources[mapping_id]
                name = f"poll-{service}-{mapping_id[:8]}"
                threading.Thread(target=self._poll, args=(mapping_id, service), daemon=True, name=name).start()
            pause.wait(NEW_MAPPINGS_SECONDS)

    def _poll(self, mapping_id: str, service: str) -> None:
        self._thread.mapping = mapping_id
        poll = getattr(lambda_svc, _POLLS[service])
        pause_s = self._collecting_s(mapping_id) if service == "kinesis" else 0
        while (wake := self._wakes.get(mapping_id)) is not None:
            wake.clear()
            try:
                processed = poll()
            except Exception:
                logger.exception("polling %s failed", mapping_id)
                processed = False
            if pause_s:
                time.sleep(pause_s)
            elif not processed:
                wake.wait(IDLE_SECONDS)

    def _collecting_s(self, mapping_id: str) -> int:
        return next(
            (
                int(mapping.get("MaximumBatchingWindowInSeconds") or 0)
                for _, _, mapping in self._every_mapping()
                if mapping["UUID"] == mapping_id
            ),
            0,
        )
