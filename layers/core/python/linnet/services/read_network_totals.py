"""Tell how large the network is and how much it is used."""

from __future__ import annotations

from typing import Final

from linnet.domain.network_totals import NetworkTotals, totals_of
from linnet.ports.environment import Clock
from linnet.ports.network_totals import NetworkCounts

CACHE_MS: Final = 60_000


class ReadNetworkTotals:
    """Read the counts at most once a minute in a container: anybody may ask for them as often as they like."""

    def __init__(self, counts: NetworkCounts, clock: Clock) -> None:
        self._counts = counts
        self._clock = clock
        self._known: tuple[NetworkTotals, int] | None = None

    def run(self) -> NetworkTotals:
        """Return the totals, up to a minute old."""
        now_ms = self._clock.now_ms()
        # A clock set back must not lengthen the time.
        if self._known is not None and 0 <= now_ms - self._known[1] < CACHE_MS:
            return self._known[0]
        totals = totals_of(self._counts.read(), now_ms)
        self._known = (totals, now_ms)
        return totals
