"""Wait for what the demo made trend, and say it."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from typing import Any

from local.loopback import open_url

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
        with open_url(urllib.request.Request(f"{url}/api/trends?samples=0"), TIMEOUT_S) as response:  # noqa: S310 - our own address
            found: list[Mapping[str, Any]] = json.load(response)["items"]
    except (urllib.error.URLError, TimeoutError):
        # A busy machine; it is asked again.
        return []
    return found
