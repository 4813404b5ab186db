"""What it takes to compare totals with their edges, a bounded piece at a time."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from linnet.domain.counting import Target, Total
from linnet.domain.reconciling import Recount, Standing, Suspicion


class StoredTotals(Protocol):
    """Totals as they are stored, and their repair."""

    def look(self, target: Target) -> Standing | None:
        """Read a target's totals, strongly consistent; None where it does not exist or has no totals."""
        ...

    def repair(self, target: Target, seen: Standing, counts: Mapping[Total, int]) -> bool:
        """Set totals if these totals and all marks still are as seen; False where they are not."""
        ...


class EdgeCounts(Protocol):
    """The edges that totals count, counted one by one."""

    def of_user(self, user_id: int, limit: int) -> Recount | None:
        """Count an account's followers, followees and posts; None where a list has more than `limit` rows."""
        ...

    def of_tweet(self, tweet_id: int, conversation_id: int, limit: int) -> Recount | None:
        """Count what was done to a tweet; None where a list has more than `limit` rows."""
        ...


class Source(StrEnum):
    """Where targets to look at come from."""

    SUSPECTED = "suspected"
    HOT = "hot"
    USERS = "users"
    TWEETS = "tweets"


@dataclass(frozen=True, slots=True)
class Found:
    """A target, and the position behind it in its source."""

    target: Target
    position: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """A piece of a source; `end` is where the next one begins, None when the source begins anew."""

    found: Sequence[Found]
    end: str | None


class Agenda(Protocol):
    """Which targets are due, how far each source was walked, and what is suspected of whom."""

    def candidates(self, source: Source, position: str | None, limit: int) -> Candidates:
        """Walk on from a position, over at most `limit` rows of the source."""
        ...

    def position(self, source: Source) -> str | None:
        """Return how far a source was walked; None for its beginning."""
        ...

    def move(self, source: Source, position: str | None) -> None:
        """Remember how far a source was walked."""
        ...

    def suspicion(self, target: Target) -> Suspicion | None:
        """Return what is suspected of a target, strongly consistent."""
        ...

    def suspect(self, target: Target, suspicion: Suspicion) -> None:
        """Remember what is suspected of a target; it then is among the suspected."""
        ...

    def acquit(self, target: Target) -> None:
        """Forget what was suspected of a target."""
        ...


class HotTargets(Protocol):
    """The targets that much is counted for, a day long."""

    def note(self, targets: Collection[Target]) -> None:
        """Remember targets; one that was noted a short while ago may be passed over."""
        ...
