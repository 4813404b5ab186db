"""Totals compared with their edges: when a difference is drift, and when it may be repaired.

Between an act and its count lies a stream, so a difference alone proves nothing: it may be on its way. What was on its
way at one look has been counted, or lost for good, once the longest delay of the stream is over; if no mark of the
target moved until then, nothing of it was counted, and all of the difference is drift.

Where nothing is lost, nothing is ever repaired. Where something was, and acts of this moment happen to add up to the
same difference, the repair is off by these, and the next one ends that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from linnet.domain.counting import Total
from linnet.domain.ids import created_ms

# A stream that works counts within seconds: what still differs after this is worth waking somebody for.
CONFIRMED_AFTER_MS: Final = 600_000


class Outcome(StrEnum):
    """Say what came of looking at a target.

    `moved`: something was counted or acted upon meanwhile; `suspected`: differs for the first time or not for long;
    `drifted`: differs for certain, and waits until it may be repaired.
    """

    GONE = "gone"
    MOVED = "moved"
    TOO_LARGE = "too_large"
    RIGHT = "right"
    SUSPECTED = "suspected"
    DRIFTED = "drifted"
    REPAIRED = "repaired"


@dataclass(frozen=True, slots=True)
class Standing:
    """A target's totals as they are stored.

    `marks` are its high-water marks in the store's own form: where they are equal, nothing was counted in between.
    `conversation_id` is that of a tweet, 0 for an account.
    """

    counts: Mapping[Total, int]
    marks: str
    counted_act: int = 0
    conversation_id: int = 0


@dataclass(frozen=True, slots=True)
class Recount:
    """How many edges there are; `newest_act` is the newest like, retweet or vote among them."""

    counts: Mapping[Total, int]
    newest_act: int = 0


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A difference (edges less total) that was seen since `since_ms`, nothing being counted since `quiet_since_ms`."""

    differences: Mapping[Total, int]
    marks: str
    since_ms: int
    quiet_since_ms: int

    def confirmed(self, now_ms: int) -> bool:
        """Tell whether the same difference was there long enough to be called drift."""
        return now_ms - self.since_ms >= CONFIRMED_AFTER_MS

    def repairable(self, now_ms: int, quiet_ms: int) -> bool:
        """Tell whether what was on its way when it was first seen cannot come any more."""
        return self.confirmed(now_ms) and now_ms - self.quiet_since_ms >= quiet_ms


def differences(standing: Standing, recount: Recount) -> dict[Total, int]:
    """Return edges less total where they differ."""
    return {
        total: edges - standing.counts[total]
        for total, edges in recount.counts.items()
        if edges != standing.counts[total]
    }


def is_ahead(standing: Standing, recount: Recount, now_ms: int) -> bool:
    """Tell whether an edge was made just now that no mark knows yet."""
    newest = recount.newest_act
    return newest > standing.counted_act and created_ms(newest) > now_ms - CONFIRMED_AFTER_MS


def suspect(standing: Standing, found: Mapping[Total, int], earlier: Suspicion | None, now_ms: int) -> Suspicion:
    """Return what is suspected after a difference was found; another difference than before begins anew."""
    if earlier is None or dict(earlier.differences) != dict(found):
        return Suspicion(found, standing.marks, now_ms, now_ms)
    if earlier.marks != standing.marks:
        return replace(earlier, marks=standing.marks, quiet_since_ms=now_ms)
    return earlier
