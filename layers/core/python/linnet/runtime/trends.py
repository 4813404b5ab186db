"""What functions do for trends beside their own work, which trends must never hold up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from linnet.runtime.observability import count, logger

LOST: Final = "TrendEventsLost"
# A reader was shown an old list, or none.
STALE: Final = "TrendsStale"


def tell_trends(source: str, put: Callable[[], Mapping[str, int]]) -> None:
    """Put events, and log and count what is lost: by the log's own account, or all, where something fails."""
    try:
        lost = put()
    except Exception:  # noqa: BLE001 - whatever becomes of trends, the stream goes on
        count(LOST)
        logger().exception("trend events lost", extra={"source": source})
        return
    if lost:
        count(LOST, sum(lost.values()))
        logger().error("trend events lost", extra={"source": source, "reasons": dict(lost)})
