"""Every constant of trends, in one place. `docs/trends.md` says what each does to the list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

MINUTE_MS: Final = 60_000
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
WINDOW_MS: Final = 5 * MINUTE_MS
WINDOWS_AN_HOUR: Final = HOUR_MS // WINDOW_MS
HOURS_A_DAY: Final = DAY_MS // HOUR_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendSettings:
    """Constants of the score, its gates and guards, of the lists, and of the windows they are made from.

    Shares are between 0 and 1, times milliseconds. An hour is twelve windows, whatever their length, and a day 24 such
    hours: where windows are shorter, all that happens in an hour happens sooner.
    """

    window_ms: int = WINDOW_MS

    # Who enters: distinct authors of the last hour, and how far above what is usual that is, in standard deviations.
    min_authors: float = 8
    min_velocity: float = 3
    # What is usual is never taken for less: a tag's first hours would else be infinitely unusual.
    usual_floor: float = 0.5
    # Hours of one tag differ more than chance explains: variance = usual + spread × usual² + 1.
    spread: float = 0.15
    engagement_weight: float = 0.25
    half_life_hours: float = 1
    base_hours: int = 24
    base_days: int = 7

    # Guards against one account, a few accounts, or one text in many mouths.
    min_authors_a_post: float = 0.25
    max_top_author: float = 0.30
    max_same_text: float = 0.50
    max_sensitive: float = 0.50

    # Phrases: how much of its two words' use is the phrase, and how many authors it may share with a better entry.
    min_collocation: float = 0.30
    max_shared_authors: float = 0.50

    listed: int = 50
    samples: int = 3
    stale_after_ms: int = 8 * MINUTE_MS
    list_lives_ms: int = 15 * MINUTE_MS

    # A run takes the newest window that ended this long ago: what the event log still holds back by then comes late.
    settle_ms: int = MINUTE_MS
    late_after_hours: float = 1
    early_before_ms: int = WINDOW_MS
    rollups_a_run: int = 6

    # Bounds of a window's blob, and of the summary of an hour. DynamoDB takes items of 400 KB.
    max_tags: int = 1_500
    max_phrases: int = 500
    max_blob_bytes: int = 350_000
    max_hour_tags: int = 3_000
    # Languages with lists of their own, each as dear as the world's.
    languages: tuple[str, ...] = ("ar", "de", "en", "es", "fr", "hi", "id", "it", "ja", "ko", "nl", "pt", "ru", "tr")

    @property
    def hour_ms(self) -> int:
        return WINDOWS_AN_HOUR * self.window_ms

    @property
    def day_ms(self) -> int:
        return HOURS_A_DAY * self.hour_ms

    def window_of(self, at_ms: int) -> int:
        """Return the start of the window that a moment belongs to."""
        return at_ms - at_ms % self.window_ms

    def hour_of(self, at_ms: int) -> int:
        """Return the start of the clock hour (UTC) that a moment belongs to."""
        return at_ms - at_ms % self.hour_ms

    def day_of(self, at_ms: int) -> int:
        """Return the start of the day (UTC) that a moment belongs to."""
        return at_ms - at_ms % self.day_ms

    def thinned(self, share: float) -> TrendSettings:
        """Return the settings for a network, or a sample of one, that is `share` as large.

        Counts shrink with the share; a distance in standard deviations shrinks with its square root.
        """
        return replace(self, min_authors=self.min_authors * share, min_velocity=self.min_velocity * sqrt(share))
