"""What an hour that is over leaves behind: how often each tag was used, to know what is usual, and of which days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from linnet.domain.trends.settings import TrendSettings
from linnet.domain.trends.windows import WindowAggregate


class HourCount(NamedTuple):
    """Distinct authors of a tag in an hour, and its uses: posts and who engaged with them."""

    authors: int
    uses: int


@dataclass(frozen=True, slots=True)
class HourCounts:
    """What the tags of a clock hour counted; rarely used ones may be missing."""

    tags: Mapping[str, HourCount] = field(default_factory=dict)


def summarized(hour: WindowAggregate, settings: TrendSettings) -> HourCounts:
    """Keep of an hour what is needed of it later."""
    counts = {
        tag: HourCount(summary.author_count, summary.post_count + summary.engager_count)
        for tag, summary in hour.tags.items()
    }
    heaviest = sorted(counts, key=lambda tag: (-counts[tag].authors, -counts[tag].uses, tag))
    return HourCounts({tag: counts[tag] for tag in heaviest[: settings.max_hour_tags]})


def totalled(hours: Iterable[HourCounts], settings: TrendSettings) -> HourCounts:
    """Return what hours counted together; who used a tag in several of them counts in each."""
    authors: defaultdict[str, int] = defaultdict(int)
    uses: defaultdict[str, int] = defaultdict(int)
    for hour in hours:
        for tag, count in hour.tags.items():
            authors[tag] += count.authors
            uses[tag] += count.uses
    heaviest = sorted(authors, key=lambda tag: (-authors[tag], -uses[tag], tag))
    return HourCounts({tag: HourCount(authors[tag], uses[tag]) for tag in heaviest[: settings.max_hour_tags]})


def base_hours(run_ms: int, settings: TrendSettings) -> list[int]:
    """Return the last clock hours that ended before the run's hour began, newest first."""
    hour_ms = settings.hour_ms
    newest = settings.hour_of(run_ms - hour_ms) - hour_ms
    return [newest - back * hour_ms for back in range(settings.base_hours)]


def same_hours(run_ms: int, settings: TrendSettings) -> list[tuple[int, ...]]:
    """Return, for each of the days before, the one or two clock hours that the run's hour would lie in."""
    touched = sorted({settings.hour_of(run_ms - settings.hour_ms), settings.hour_of(run_ms - 1)})
    return [tuple(hour - back * settings.day_ms for hour in touched) for back in range(1, settings.base_days + 1)]


@dataclass(frozen=True, slots=True)
class Past:
    """What the hours before a run say of its tags.

    `day` are the hours before, oldest first, None for one that nobody counted: it is unknown and not empty. `week` are
    the hours like this one on the days before, the known ones of each day.
    """

    run_ms: int
    day: tuple[HourCounts | None, ...]
    week: tuple[tuple[HourCounts, ...], ...]
    usual_floor: float

    def usual(self, tag: str) -> float:
        """Return how many authors the tag has in an hour like this one."""
        day = _mean([_count(tag, hour).authors for hour in self.day if hour is not None])
        # The higher of two hours: what comes at noon each day comes in the hour before noon as well, by five past noon.
        week = _mean([max(_count(tag, hour).authors for hour in hours) for hours in self.week])
        return max(day, week, self.usual_floor)

    def uses_before(self, tag: str) -> int:
        """Return how often the tag was used in the last full hour before; 0 where that is not known."""
        return _count(tag, self.day[-1]).uses

    def series(self, tag: str) -> tuple[int, ...]:
        """Return the tag's authors in each of the hours before, oldest first."""
        return tuple(_count(tag, hour).authors for hour in self.day)


def past_of(run_ms: int, known: Mapping[int, HourCounts], settings: TrendSettings) -> Past:
    """Arrange the known hours.

    Empty ones before the first that had anything are unknown: the network, or the scope, had not begun.
    """
    begun = min((hour for hour, counts in known.items() if counts.tags), default=run_ms)
    hours = {hour: counts for hour, counts in known.items() if hour >= begun}
    return Past(
        run_ms,
        tuple(hours.get(hour) for hour in reversed(base_hours(run_ms, settings))),
        tuple(
            tuple(hours[hour] for hour in touched if hour in hours)
            for touched in same_hours(run_ms, settings)
            if not hours.keys().isdisjoint(touched)
        ),
        settings.usual_floor,
    )


_NEVER: Final = HourCount(0, 0)


def _mean(counts: Sequence[int]) -> float:
    return sum(counts) / len(counts) if counts else 0.0


def _count(tag: str, hour: HourCounts | None) -> HourCount:
    return _NEVER if hour is None else hour.tags.get(tag, _NEVER)
