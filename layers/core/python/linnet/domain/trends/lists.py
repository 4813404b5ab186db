"""The list of what trends in a scope: who is on it, in which order, and what it says of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from linnet.domain.trends.hours import Past
from linnet.domain.trends.names import TagKind, kind_of
from linnet.domain.trends.scores import Formula, Peak, TagFacts, facts_of
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.trends.sketches import Sketch, shared
from linnet.domain.trends.windows import Post, TagSummary, WindowAggregate

# Phrases are compared with what stands above them: so many are looked at for each place of a list.
_CANDIDATES_A_PLACE: Final = 3


@dataclass(frozen=True, slots=True)
class Trend:
    """A line of a list.

    `count` are the posts and `authors` the people of the last hour, `usual` the people of a usual one. `hours` are the
    people of 24 hours, oldest first, ending with the last hour. `rank_before` is its place in the list before (from 1),
    None for a new one. `since_ms` is when it came onto the list, without having left it since.
    """

    tag: str
    name: str
    peak: Peak
    count: int
    authors: int
    usual: float
    since_ms: int
    rank_before: int | None = None
    hours: tuple[int, ...] = ()
    sample_ids: tuple[int, ...] = ()
    pinned: bool = False

    @property
    def kind(self) -> TagKind:
        return kind_of(self.tag)

    @property
    def why(self) -> str:
        """Say in English why it is here: "12 × usual, 340 people"."""
        people = "1 person" if self.authors == 1 else f"{self.authors} people"
        if self.usual < 1:
            return f"new, {people}"
        times = round(self.authors / self.usual)
        return f"{times} × usual, {people}" if times > 1 else people


@dataclass(frozen=True, slots=True)
class TrendList:
    """What trended in a scope in the hour before `run_ms`, best first. Later runs have a higher `run_ms`."""

    scope: str
    run_ms: int
    trends: tuple[Trend, ...] = ()

    def is_stale(self, now_ms: int, settings: TrendSettings) -> bool:
        """Tell whether the run that should have replaced it is late."""
        return now_ms - self.run_ms > settings.stale_after_ms

    def lives(self, now_ms: int, settings: TrendSettings) -> bool:
        """Tell whether it may still be shown."""
        return now_ms - self.run_ms <= settings.list_lives_ms


@dataclass(frozen=True, slots=True)
class Controls:
    """What operators decided: tags that are never listed, and tags that always are, above all others."""

    blocked: frozenset[str] = frozenset()
    pinned: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Ranking:
    """Turn the last hour into the next list."""

    formula: Formula
    settings: TrendSettings
    controls: Controls = field(default_factory=Controls)

    def next_list(self, scope: str, hour: WindowAggregate, past: Past, previous: TrendList | None) -> TrendList:
        """Return the list of a run. `previous` may be as old as it likes: scores decay."""
        before = {} if previous is None else {trend.tag: trend for trend in previous.trends}
        places = {tag: place for place, tag in enumerate(before, 1)}
        # Whoever was not seen for as long as a list lives begins anew.
        continued = previous is not None and previous.lives(past.run_ms, self.settings)
        trends = []
        for facts, peak in self._chosen(hour, past, before):
            known = before.get(facts.tag) if continued else None
            trends.append(
                Trend(
                    tag=facts.tag,
                    name=facts.name,
                    peak=peak,
                    count=facts.posts,
                    authors=facts.authors,
                    usual=facts.usual,
                    since_ms=past.run_ms if known is None else known.since_ms,
                    rank_before=None if known is None else places[facts.tag],
                    hours=(*past.series(facts.tag)[1:], facts.authors),
                    sample_ids=_samples(hour.tags.get(facts.tag), self.settings.samples),
                    pinned=facts.tag in self.controls.pinned,
                )
            )
        return TrendList(scope, past.run_ms, tuple(trends))

    def _chosen(
        self, hour: WindowAggregate, past: Past, before: Mapping[str, Trend]
    ) -> Iterable[tuple[TagFacts, Peak]]:
        now_ms, settings = past.run_ms, self.settings
        scored: dict[str, tuple[float, TagFacts, Peak]] = {}
        for tag, summary in hour.tags.items():
            if tag in self.controls.blocked:
                continue
            facts = facts_of(tag, summary, past)
            known = before.get(tag)
            peak = self.formula(facts, None if known is None else known.peak, now_ms, settings)
            if peak is not None:
                scored[tag] = (peak.decayed(now_ms, settings), facts, peak)
        wanted = self.controls.pinned - self.controls.blocked
        for tag in wanted:
            facts = facts_of(tag, hour.tags.get(tag, TagSummary(tag)), past)
            scored.setdefault(tag, (0.0, facts, Peak(0.0, now_ms)))
        ordered = sorted(scored, key=lambda tag: (-scored[tag][0], tag))
        pinned, others = [tag for tag in ordered if tag in wanted], [tag for tag in ordered if tag not in wanted]
        sketches = {tag: scored[tag][1].sketch for tag in scored}
        chosen = _without_echoes(pinned, others, sketches, _Collocations(hour, settings), settings)
        return [scored[tag][1:] for tag in chosen]


class _Collocations:
    """Tell phrases whose words belong together from words that happen to meet."""

    def __init__(self, hour: WindowAggregate, settings: TrendSettings) -> None:
        self._settings = settings
        self._pairs: dict[str, int] = {
            tag: summary.author_count for tag, summary in hour.tags.items() if kind_of(tag) is TagKind.PHRASE
        }
        self._first: defaultdict[str, int] = defaultdict(int)
        self._second: defaultdict[str, int] = defaultdict(int)
        for tag, authors in self._pairs.items():
            first, _, second = tag.partition(" ")
            self._first[first] += authors
            self._second[second] += authors

    def hold(self, phrase: str) -> bool:
        """Tell whether the phrase is a good part of what its words are used for (Dice's coefficient)."""
        first, _, second = phrase.partition(" ")
        uses = self._first[first] + self._second[second]
        return uses > 0 and 2 * self._pairs.get(phrase, 0) / uses >= self._settings.min_collocation


def _without_echoes(
    pinned: Sequence[str],
    others: Sequence[str],
    sketches: Mapping[str, Sketch],
    collocations: _Collocations,
    settings: TrendSettings,
) -> list[str]:
    """Leave out phrases that a better entry says already, spelled together or by the same people; then cut."""
    kept = list(pinned)
    signed = {tag[1:] for tag in sketches if kind_of(tag) is not TagKind.PHRASE}

    def is_echo(phrase: str) -> bool:
        return phrase.replace(" ", "") in signed or any(
            shared(sketches[phrase], sketches[better]) > settings.max_shared_authors for better in kept
        )

    for tag in others[: settings.listed * _CANDIDATES_A_PLACE]:
        if len(kept) >= settings.listed:
            break
        if kind_of(tag) is not TagKind.PHRASE or (collocations.hold(tag) and not is_echo(tag)):
            kept.append(tag)
    return kept[: settings.listed]


def _samples(summary: TagSummary | None, limit: int) -> tuple[int, ...]:
    """Return the newest posts of different authors in different words; none that is not for everybody's eyes."""
    chosen: list[Post] = []
    for post in () if summary is None else sorted(summary.posts, key=lambda each: -each.id):
        distinct = all(post.author != other.author and post.text != other.text for other in chosen)
        if distinct and not post.sensitive and len(chosen) < limit:
            chosen.append(post)
    return tuple(post.id for post in chosen)
