"""How much a tag trends: what happens now against what is usual.

Two formulas of one shape, velocity × engagement × recency: `robust_score` is ours, `literal_score` reads the three
words literally, without gates and guards, and is kept so that both can be compared (`docs/trends.md`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import log1p, sqrt
from typing import Final, NamedTuple, Protocol

from linnet.domain.ids import created_ms
from linnet.domain.trends.hours import Past
from linnet.domain.trends.settings import TrendSettings
from linnet.domain.trends.sketches import Sketch
from linnet.domain.trends.windows import TagSummary


@dataclass(frozen=True, slots=True)
class TagFacts:
    """What a score is made from. Shares are of the posts of the last hour, in a sample of at most 32 of them."""

    tag: str
    name: str
    authors: int
    posts: int
    engagers: int
    usual: float
    uses_before: int = 0
    top_author: float = 0.0
    same_text: float = 0.0
    sensitive: float = 0.0
    newest_ms: int = 0
    sketch: Sketch = ()

    @property
    def uses(self) -> int:
        return self.posts + self.engagers


class Peak(NamedTuple):
    """The best score that a tag had, and when."""

    score: float
    at_ms: int

    def decayed(self, now_ms: int, settings: TrendSettings) -> float:
        """Return what is left of it."""
        return float(self.score * 0.5 ** (max(0, now_ms - self.at_ms) / (settings.half_life_hours * settings.hour_ms)))


class Formula(Protocol):
    """Score a tag."""

    def __call__(self, facts: TagFacts, best: Peak | None, now_ms: int, settings: TrendSettings, /) -> Peak | None:
        """Return the peak from which the tag's score decays now; None where it does not trend.

        `best` is the peak it decayed from until now, if it trended.
        """
        ...


def robust_score(facts: TagFacts, best: Peak | None, now_ms: int, settings: TrendSettings) -> Peak | None:
    """Score what many people post, each in their own words, who usually do not.

    A tag enters by its velocity; it stays while enough people post it and its best score, which halves every hour, is
    above that of one that only just enters.
    """
    if facts.authors < settings.min_authors or is_pushed(facts, settings):
        return None
    now = velocity(facts, settings)
    fresh = Peak(now * engagement(facts, settings), now_ms) if now > settings.min_velocity else None
    old = best if best is not None and best.decayed(now_ms, settings) > settings.min_velocity else None
    if fresh is None or old is None:
        return fresh or old
    return fresh if fresh.score >= old.decayed(now_ms, settings) else old


def literal_score(facts: TagFacts, _best: Peak | None, now_ms: int, settings: TrendSettings) -> Peak | None:
    """Score uses against those of the hour before, times engagement, times how new the newest post is.

    Of the readings of "engagement" that were tried, the whole number makes the best lists.
    """
    if not facts.uses:
        return None
    growth = facts.uses / max(1, facts.uses_before)
    recency = 0.5 ** (max(0, now_ms - facts.newest_ms) / settings.hour_ms)
    return Peak(growth * (1 + facts.engagers) * recency, now_ms)


class FormulaName(StrEnum):
    """Name the formulas that a stage can choose."""

    ROBUST = "robust"
    LITERAL = "literal"


FORMULAS: Final[Mapping[FormulaName, Formula]] = {
    FormulaName.ROBUST: robust_score,
    FormulaName.LITERAL: literal_score,
}


def velocity(facts: TagFacts, settings: TrendSettings) -> float:
    """Return how far the last hour is above a usual one, in standard deviations."""
    return (facts.authors - facts.usual) / sqrt(facts.usual + settings.spread * facts.usual**2 + 1)


def engagement(facts: TagFacts, settings: TrendSettings) -> float:
    """Return what others' likes and retweets multiply a score with: slowly, as they can be bought."""
    return 1 + settings.engagement_weight * log1p(facts.engagers / max(1, facts.authors))


def is_pushed(facts: TagFacts, settings: TrendSettings) -> bool:
    """Tell whether few accounts, or one text, make most of a tag, or whether it is mostly not for everybody's eyes."""
    return (
        facts.authors < settings.min_authors_a_post * facts.posts
        or facts.top_author > settings.max_top_author
        or facts.same_text > settings.max_same_text
        or facts.sensitive > settings.max_sensitive
    )


def facts_of(tag: str, hour: TagSummary, past: Past) -> TagFacts:
    """Say what is known of a tag in the last hour and before."""
    posts = hour.posts
    return TagFacts(
        tag=tag,
        name=hour.spelling,
        authors=hour.author_count,
        posts=hour.post_count,
        engagers=hour.engager_count,
        usual=past.usual(tag),
        uses_before=past.uses_before(tag),
        top_author=_repeated_share([post.author for post in posts]),
        same_text=_repeated_share([post.text for post in posts]),
        sensitive=sum(post.sensitive for post in posts) / max(1, len(posts)),
        newest_ms=max((created_ms(post.id) for post in posts), default=past.run_ms),
        sketch=hour.authors,
    )


def _repeated_share(values: list[int]) -> float:
    """Return the share of the commonest value. One that occurs once is no repetition, however few there are."""
    most = max(Counter(values).values(), default=0)
    return most / len(values) if most > 1 else 0.0
