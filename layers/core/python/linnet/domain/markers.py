"""How far an account has read its home timeline and its notifications."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Marker:
    """The newest id that was read; `version` counts how often the marker was moved, `moved_ms` is when it last was."""

    read_upto: int
    version: int
    moved_ms: int


@dataclass(frozen=True, slots=True)
class Markers:
    """The markers of an account; None where nothing was marked yet."""

    home: Marker | None = None
    notifications: Marker | None = None
