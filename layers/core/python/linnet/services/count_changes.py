"""Count the records of one shard into totals, coalesced per target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.counting import Addition, Change, Holder, Target, Total, act_id, deltas
from linnet.domain.pushes import Push, PushKind, tweet_topic
from linnet.ports.counters import Counters
from linnet.ports.indexing import IndexTotals
from linnet.ports.reconciling import HotTargets
from linnet.services.review_celebrity import ReviewCelebrity
from linnet.services.tell_watchers import TellWatchers

# So much for one target in a batch of a few seconds, and what could go wrong goes wrong there first.
HOT_FROM: Final = 50
# What searches ask for and order by.
INDEXED: Final = frozenset({Total.LIKES, Total.RETWEETS, Total.REPLIES, Total.QUOTES, Total.FOLLOWERS})


class CountingStopped(Exception):
    """A target could not be counted: the shard goes on from `sequence`; its cause is chained."""

    def __init__(self, sequence: int) -> None:
        super().__init__(str(sequence))
        self.sequence = sequence


@dataclass(frozen=True, slots=True)
class CountChanges:
    """One write per target and batch, however many records a popular one gets."""

    counters: Counters
    review_celebrity: ReviewCelebrity
    tell_watchers: TellWatchers
    hot_targets: HotTargets
    index_totals: IndexTotals

    def run(self, shard: str, changes: Sequence[Change]) -> None:
        """Count changes in the order of their sequence numbers. Raise CountingStopped at the first failure.

        Targets come in the order of their first records, so that everything before the failed one's is counted. Later
        records of a counted target may come again: its mark knows them.
        """
        by_target: dict[Target, list[Addition]] = {}
        for change in changes:
            for target, moved in deltas(change).items():
                by_target.setdefault(target, []).append(Addition(change.sequence, moved, act_id(change)))
        counted: list[Push] = []
        for target, additions in by_target.items():
            try:
                self._count(target, shard, additions)
            except Exception as error:
                self.tell_watchers.run(counted)
                raise CountingStopped(additions[0].sequence) from error
            if target.holder is Holder.TWEET:
                counted.append(_counts_moved(target.id, shard, additions[-1].sequence))
        try:
            self.tell_watchers.run(counted)
            self.hot_targets.note([target for target, found in by_target.items() if len(found) >= HOT_FROM])
            self._announce(by_target)
        except Exception as error:
            raise CountingStopped(changes[0].sequence) from error

    def _announce(self, by_target: Mapping[Target, Sequence[Addition]]) -> None:
        moved = [
            target
            for target, additions in by_target.items()
            if any(not INDEXED.isdisjoint(addition.deltas) for addition in additions)
        ]
        if moved:
            self.index_totals.send(
                [target.id for target in moved if target.holder is Holder.TWEET],
                [target.id for target in moved if target.holder is Holder.USER],
            )

    def _count(self, target: Target, shard: str, additions: Sequence[Addition]) -> None:
        totals = self.counters.apply(target, shard, additions)
        if totals is None or target.holder is not Holder.USER:
            return
        if any(Total.FOLLOWERS in addition.deltas for addition in additions):
            self.review_celebrity.run(target.id, totals)


def _counts_moved(tweet_id: int, shard: str, sequence: int) -> Push:
    return Push(
        PushKind.TWEET_COUNTS,
        tweet_topic(tweet_id),
        tweet_id,
        tweet_id=tweet_id,
        # One for each batch: the counts can come back to what they were.
        occurrence=f"{shard} {sequence}",
    )
