"""A made-up network whose bursts have the shapes of real ones, among evergreen tags, spam rings and noise.

Which tag should trend when is known from the series alone, so that lists can be marked without asking any formula.
"""

from __future__ import annotations

import csv
import gzip
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from linnet.domain.trends.events import EventKind, TrendEvent
from linnet.domain.trends.settings import HOUR_MS
from tests.unit.trends.trend_world import MIDNIGHT_MS

FILE = "hashtag_series_2009.csv.gz"
# A burst that never gets so many uses an hour is none that anybody could tell from noise; larger ones are scaled down.
MIN_PEAK, MAX_PEAK = 30, 150
QUIET_HOURS = 24


class Sort(StrEnum):
    """What a tag of the made-up network is."""

    BURST = "burst"
    EVERGREEN = "evergreen"
    SPAM = "spam"
    NOISE = "noise"


@dataclass(frozen=True, slots=True)
class Shape:
    """How large the network is, and how long it is watched after `warm_up` hours. Counts of tags, uses an hour."""

    warm_up: int = 30
    hours: int = 24
    people: int = 20_000
    bursts: int = 40
    evergreens: int = 30
    evergreen_uses: float = 40
    rings: int = 16
    noise: int = 600
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Burst:
    """A burst: its volume in each hour of the simulation, and the hours in which it should be seen to trend."""

    tag: str
    volumes: tuple[float, ...]
    trending: frozenset[int]


def read_series(data: Path) -> list[tuple[float, ...]]:
    """Return the hourly volumes of real bursts: those that are large enough and rise from little."""
    with gzip.open(data / FILE, "rt", encoding="utf-8", newline="") as lines:
        rows = [tuple(float(row[f"h_{hour}"]) for hour in range(128)) for row in csv.DictReader(lines)]
    return [row for row in rows if max(row) >= MIN_PEAK and max(row) >= 10 * max(row[:QUIET_HOURS])]


@dataclass(slots=True)
class Network:
    """The tags of a network and all that is posted under them."""

    shape: Shape
    bursts: list[Burst]
    sorts: dict[str, Sort]
    events: list[TrendEvent]

    def trending(self, at_ms: int) -> set[str]:
        """Return what should trend in the list of the hour before a moment: by the clock hour that most of it is in."""
        hour = (at_ms - 1 - HOUR_MS // 2 - MIDNIGHT_MS) // HOUR_MS
        return {burst.tag for burst in self.bursts if hour in burst.trending}


def network(series: list[tuple[float, ...]], shape: Shape) -> Network:
    """Make a network up; the same shape makes the same."""
    chance = random.Random(shape.seed)
    total = shape.warm_up + shape.hours
    bursts = [_burst(f"#burst{number}", chance.choice(series), chance, total) for number in range(shape.bursts)]
    made = _Maker(shape, chance)
    for hour in range(total):
        for burst in bursts:
            made.posts(burst.tag, Sort.BURST, hour, _poisson(burst.volumes[hour], chance))
        for number in range(shape.evergreens):
            # Alike by day, not by hour: the busiest have ten times the uses of the quietest.
            rhythm = 1 + 0.5 * math.sin(2 * math.pi * (hour + number) / 24)
            size = shape.evergreen_uses * 10 ** (number / shape.evergreens - 0.5)
            uses = size * rhythm * chance.lognormvariate(0, 0.2)
            made.posts(f"#evergreen{number}", Sort.EVERGREEN, hour, _poisson(uses, chance))
        for _ in range(_poisson(shape.noise, chance)):
            # Mostly used once; some few times by chance, as in any language.
            made.posts(f"#noise{int(chance.paretovariate(0.7)) % 100_000}x{chance.randrange(200)}", Sort.NOISE, hour, 1)
    for ring in range(shape.rings):
        _RINGS[ring % len(_RINGS)](made, f"#spam{ring}", chance.randrange(shape.warm_up, total))
    return Network(shape, bursts, made.sorts, made.events)


def _burst(tag: str, volumes: tuple[float, ...], chance: random.Random, total: int) -> Burst:
    """Put a series somewhere in time. It should trend while it has a quarter of its peak, around the peak."""
    peak = max(volumes)
    peak_at, scale = volumes.index(peak), min(1.0, MAX_PEAK / peak)
    shift = chance.randrange(total) - peak_at
    first = last = peak_at
    while first > 0 and volumes[first - 1] >= peak / 4:
        first -= 1
    while last < len(volumes) - 1 and volumes[last + 1] >= peak / 4:
        last += 1
    inside = [hour - shift for hour in range(total)]
    placed = tuple(volumes[hour] * scale if 0 <= hour < len(volumes) else 0.0 for hour in inside)
    return Burst(tag, placed, frozenset(range(first + shift, last + shift + 1)))


class _Maker:
    """Make posts and likes. Authors, moments and words are drawn; the words of people are their own."""

    def __init__(self, shape: Shape, chance: random.Random) -> None:
        self.events: list[TrendEvent] = []
        self.sorts: dict[str, Sort] = {}
        self.chance = chance
        self._people = shape.people

    def posts(self, tag: str, sort: Sort, hour: int, uses: int) -> None:
        """Let people post a tag within an hour, and others like some of that."""
        self.sorts[tag] = sort
        for _ in range(uses):
            author = self.chance.randrange(self._people)
            post_id = self.post(tag, hour, author, self.chance.getrandbits(31))
            for _ in range(int(self.chance.expovariate(1))):
                self.like(tag, hour, self.chance.randrange(self._people), post_id)

    def post(self, tag: str, hour: int, author: int, text: int) -> int:
        at_ms = self._moment(hour)
        post_id = (at_ms << 16) | self.chance.getrandbits(16)
        self.events.append(TrendEvent(EventKind.POST, post_id, author, at_ms, (tag,), None, text))
        return post_id

    def like(self, tag: str, hour: int, actor: int, post_id: int) -> None:
        self.events.append(TrendEvent(EventKind.ENGAGEMENT, post_id, actor, self._moment(hour), (tag,)))

    def _moment(self, hour: int) -> int:
        return MIDNIGHT_MS + hour * HOUR_MS + self.chance.randrange(HOUR_MS)


def _one_text(made: _Maker, tag: str, hour: int) -> None:
    """Let 80 accounts post the same."""
    made.sorts[tag] = Sort.SPAM
    for member in range(80):
        made.post(tag, hour, 1_000_000 + member, text=7)


def _few_accounts(made: _Maker, tag: str, hour: int) -> None:
    """Let 12 accounts post twenty times each, always other words."""
    made.sorts[tag] = Sort.SPAM
    for member in range(12):
        for _ in range(20):
            made.post(tag, hour, 2_000_000 + member, made.chance.getrandbits(31))


def _one_account(made: _Maker, tag: str, hour: int) -> None:
    """Let one account flood a tag that a dozen people use."""
    made.sorts[tag] = Sort.SPAM
    for member in range(12):
        made.post(tag, hour, member, made.chance.getrandbits(31))
    for _ in range(60):
        made.post(tag, hour, 3_000_000, made.chance.getrandbits(31))


def _bought_retweets(made: _Maker, tag: str, hour: int) -> None:
    """Let 300 accounts retweet one post."""
    made.sorts[tag] = Sort.SPAM
    post_id = made.post(tag, hour, 4_000_000, text=9)
    for member in range(300):
        made.like(tag, hour, 4_000_001 + member, post_id)


_RINGS: list[Callable[[_Maker, str, int], None]] = [_one_text, _few_accounts, _one_account, _bought_retweets]


def _poisson(mean: float, chance: random.Random) -> int:
    """Draw by counting arrivals, or from the normal distribution where they are many."""
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    return sum(1 for _ in _arrivals(mean, chance))


def _arrivals(mean: float, chance: random.Random) -> Iterator[float]:
    at = chance.expovariate(1)
    while at < mean:
        yield at
        at += chance.expovariate(1)
