"""Read how hashtags were used, day by day."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from linnet.domain.trends.names import folded
from linnet.domain.trends.scopes import WORLD
from linnet.domain.trends.settings import TrendSettings
from linnet.ports.trends import Hours

DAYS: Final = 7


@dataclass(frozen=True, slots=True)
class HashtagDay:
    """A day of a hashtag, as far as hours of it are counted: an hour is, one to two hours after it ended.

    `uses` are posts and who engaged with them, `people` who posted; who did so in several hours counts in each.
    """

    day_ms: int
    uses: int
    people: int


@dataclass(frozen=True, slots=True)
class ReadTagDays:
    """One read, whatever the number of hashtags. Spellings that differ in accents share what is counted."""

    days: Hours
    settings: TrendSettings

    def of(self, tags: Collection[str], now_ms: int) -> Mapping[str, tuple[HashtagDay, ...]]:
        """Return the days of hashtags without their signs, beginning with today."""
        today = self.settings.day_of(now_ms)
        wanted = [today - back * self.settings.day_ms for back in range(DAYS)]
        known = self.days.of(WORLD, wanted) if tags else {}
        found: dict[str, tuple[HashtagDay, ...]] = {}
        for tag in tags:
            counted = folded(f"#{tag}")
            counts = [(day_ms, known[day_ms].tags.get(counted) if day_ms in known else None) for day_ms in wanted]
            found[tag] = tuple(
                HashtagDay(day_ms, count.uses if count else 0, count.authors if count else 0)
                for day_ms, count in counts
            )
        return found
