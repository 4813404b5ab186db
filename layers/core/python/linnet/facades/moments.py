"""Times as both contracts write them."""

from __future__ import annotations

from datetime import UTC, datetime


def moment(unix_ms: int) -> str:
    """Return a time as `2026-11-20T23:47:15.123Z`."""
    whole = datetime.fromtimestamp(unix_ms // 1000, tz=UTC)
    return f"{whole:%Y-%m-%dT%H:%M:%S}.{unix_ms % 1000:03d}Z"
