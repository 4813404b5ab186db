"""Rate limits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Window:
    """A limit: at most `limit` actions in each window of `seconds`."""

    limit: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """The state of one bucket after an action: `reset_ms` is when the window ends (Unix milliseconds).

    `retry_after_s` is how long that is from now, 0 while there is something left.
    """

    allowed: bool
    limit: int
    remaining: int
    reset_ms: int
    retry_after_s: int = 0


class LimiterUnavailable(Exception):
    """The limiter could not answer; reads pass, log-in and sign-up do not."""


class Limiter(Protocol):
    """Count actions per subject (`user:<id>`, `ip:<address>`) and bucket, atomically."""

    def take(self, subject: str, bucket: str, window: Window) -> Allowance:
        """Count one action with one conditional write. Raise LimiterUnavailable."""
        ...
