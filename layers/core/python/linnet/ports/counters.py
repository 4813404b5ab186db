"""Totals that equal their edge sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.counting import Addition, Target, Total


@dataclass(frozen=True, slots=True)
class Totals:
    """A target's totals after a change.

    Of an account `pulled` tells whether it is treated as a celebrity, and `erasing` whether it comes to its end.
    """

    counts: Mapping[Total, int]
    pulled: bool = False
    erasing: bool = False


class Counters(Protocol):
    """Keep totals, each record of a stream counted once."""

    def apply(self, target: Target, shard: str, additions: Sequence[Addition]) -> Totals | None:
        """Add what is not yet counted; None where the target does not exist, whose totals nobody misses.

        `additions` come in the order of their sequence numbers, which rise within a shard; one that is not above the
        highest number already counted for this target and shard was counted before. A shard must be worked on by one
        consumer at a time, so that nothing comes behind what follows it.
        """
        ...
