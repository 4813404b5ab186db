"""What is measured of scheduled tweets."""

from __future__ import annotations

from typing import Final

# A run comes each minute; above this some have failed, or are slower than what is due.
LATE_MS: Final = 180_000
LATE: Final = "ScheduledTweetsLate"
FAILED: Final = "ScheduledTweetsFailed"
