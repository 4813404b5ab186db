"""Limit how often somebody may write to accounts that did not ask for it."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError
from linnet.domain.users import Viewer
from linnet.ports.limits import Limiter, LimiterUnavailable, Window

BUCKET = "stranger_messages"


@dataclass(frozen=True, slots=True)
class ThrottleStrangers:
    """Count messages and invitations that land in requests; `window` None counts nothing (a local stage)."""

    limiter: Limiter
    window: Window | None

    def run(self, viewer: Viewer, strangers: int = 1) -> None:
        """Count one for each stranger. Raise a DomainError: rate-limited, or unavailable when it cannot be counted."""
        if self.window is None:
            return
        for _ in range(strangers):
            try:
                allowance = self.limiter.take(f"user:{viewer.user_id}", BUCKET, self.window)
            except LimiterUnavailable as error:
                # Without the count one account could write to everybody there is.
                raise DomainError(Code.UNAVAILABLE, "please try again shortly", retry_after_s=5) from error
            if not allowance.allowed:
                raise DomainError(
                    Code.RATE_LIMITED,
                    "too many messages to accounts that have not answered",
                    retry_after_s=max(1, allowance.retry_after_s),
                )
