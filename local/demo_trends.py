"""Wait for what the demo made trend, and say it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any

from local.loopback import NO_ANSWER, read_json

# A window of the local stage is half a minute, and lists are computed each minute.
PATIENCE_S = 120
PAUSE_S = 2.0
TIMEOUT_S = 10
SHOWN = 8


def trending(url: str, sleep: Callable[[float], None] = time.sleep) -> str:
    """Return the list of the world as text, when there is one; say so when none comes."""
    for _ in range(int(PATIENCE_S / PAUSE_S)):
        items = _trends(url)
        if items:
            lines = (f"  {each['rank']:2} {each['name']:24} {each['why']}" for each in items[:SHOWN])
            return "\nWhat trends (an hour of trends is six minutes here):\n" + "\n".join(lines)
        sleep(PAUSE_S)
    return f"\nNothing trends yet. Look again: curl -s {url}/api/trends"


def _trends(url: str) -> list[Mapping[str, Any]]:
    try:
        found: list[Mapping[str, Any]] = read_json(f"{url}/api/trends?samples=0", TIMEOUT_S)["items"]
    except NO_ANSWER:
        # A busy machine; it is asked again.
        return []
    return found
