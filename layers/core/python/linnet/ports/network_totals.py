"""Counts of the network as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.network_totals import CountDeltas


@dataclass(frozen=True, slots=True)
class NetworkAddition:
    """What the record with this sequence number adds."""

    sequence: int
    deltas: CountDeltas


class NetworkCounts(Protocol):
    """Keep counts, each record of a stream counted once."""

    def apply(self, shard: str, additions: Sequence[NetworkAddition]) -> None:
        """Add what is not yet counted, in one write; what is not kept any more is left out.

        `additions` come in the order of their sequence numbers, as those of `Counters.apply` do, under its conditions.
        """
        ...

    def read(self) -> CountDeltas:
        """Return all counts; they may be some seconds old."""
        ...
