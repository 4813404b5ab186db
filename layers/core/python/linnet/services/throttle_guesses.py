"""Limit how often somebody may try to guess one account's password."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError
from linnet.ports.limits import Limiter, LimiterUnavailable, Window

BUCKET = "logins_account"


@dataclass(frozen=True, slots=True)
class ThrottleGuesses:
    """Count attempts, right or wrong, before anything is compared; `window` None counts nothing (a local stage)."""

    limiter: Limiter
    window: Window | None

    def run(self, subject: str) -> None:
        """Count one attempt. Raise a DomainError: rate-limited, or unavailable when it cannot be counted."""
        if self.window is None:
            return
        try:
            allowance = self.limiter.take(subject, BUCKET, self.window)
        except LimiterUnavailable as error:
            raise DomainError(Code.UNAVAILABLE, "please try again shortly", retry_after_s=5) from error
        if not allowance.allowed:
            raise DomainError(
                Code.RATE_LIMITED, "too many attempts for this account", retry_after_s=max(1, allowance.retry_after_s)
            )
