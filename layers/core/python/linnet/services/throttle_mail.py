"""Limit how many mails somebody can have sent."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import Code, DomainError
from linnet.ports.limits import Limiter, LimiterUnavailable, Window

BUCKET: Final = "mails"


@dataclass(frozen=True, slots=True)
class ThrottleMail:
    """Count mails to an account, and to an address, whoever asks; `window` None counts nothing (a local stage)."""

    limiter: Limiter
    window: Window | None

    def of_account(self, user_id: int) -> None:
        """Count one. Raise a DomainError: rate-limited, or unavailable when it cannot be counted."""
        wait_s = self._wait_s(f"account:{user_id}")
        if wait_s:
            raise DomainError(Code.RATE_LIMITED, "too many mails were asked for", retry_after_s=wait_s)

    def may_go_to(self, email: str) -> bool:
        """Count one; tell whether it may be sent. Raise a DomainError when it cannot be counted."""
        return not self._wait_s(f"address:{hashlib.sha256(email.strip().lower().encode()).hexdigest()}")

    def _wait_s(self, subject: str) -> int:
        if self.window is None:
            return 0
        try:
            allowance = self.limiter.take(subject, BUCKET, self.window)
        except LimiterUnavailable as error:
            # Without the count anybody could flood anybody's inbox.
            raise DomainError(Code.UNAVAILABLE, "please try again shortly", retry_after_s=5) from error
        return 0 if allowance.allowed else max(1, allowance.retry_after_s)
