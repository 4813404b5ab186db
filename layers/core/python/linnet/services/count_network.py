"""Count the records of one shard into the totals of the network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from linnet.domain.changes import PostChange, PresenceChange
from linnet.domain.counting import Change
from linnet.domain.network_totals import count_deltas
from linnet.ports.network_totals import NetworkAddition, NetworkCounts
from linnet.services.count_changes import CountingStopped


@dataclass(frozen=True, slots=True)
class CountNetwork:
    """One write for a batch, before anything else of it is counted: what fails has it come again as a whole."""

    counts: NetworkCounts

    def run(self, shard: str, changes: Sequence[Change | PresenceChange]) -> None:
        """Count changes in the order of their sequence numbers. Raise CountingStopped."""
        told = ((each, count_deltas(each)) for each in changes if isinstance(each, PostChange | PresenceChange))
        additions = [NetworkAddition(change.sequence, moved) for change, moved in told if moved]
        if not additions:
            return
        try:
            self.counts.apply(shard, additions)
        except Exception as error:
            raise CountingStopped(changes[0].sequence) from error
