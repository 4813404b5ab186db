"""What actors did to tweets: one row for each pair."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.adapters.dynamodb.tweet_rows import EngagementRow, flags_of
from linnet.domain.ids import id_at
from linnet.domain.tweets import Flags
from linnet.ports.environment import Parallel

# A range query pays for every row between its ends. Within three days few accounts do more than fills one read unit;
# an old tweet that somebody retweeted into the page would otherwise make it read months.
CLOSE: Final = id_at(3 * 24 * 3600 * 1000)


@dataclass(frozen=True, slots=True)
class DynamoEngagements:
    """Implement the ports `Engagements` and `EdgesOfTweet`, strongly consistent: actors see what they just did."""

    row: type[EngagementRow]
    parallel: Parallel
    sleep: Sleep
    random: Random

    def flags(self, viewer_id: int, tweet_ids: Collection[int]) -> Mapping[int, Flags]:
        wanted = sorted(set(tweet_ids))
        near, far = split_close(wanted)
        calls: list[Callable[[], list[EngagementRow]]] = []
        if near:
            calls.append(lambda: self._in_range(viewer_id, near[0], near[-1]))
        if far:
            calls.append(lambda: self._by_key(viewer_id, far))
        rows: Iterable[EngagementRow] = (row for part in self.parallel.run(calls) for row in part)
        found = {int(row.tweet_id): flags_of(row) for row in rows}
        return {tweet_id: found[tweet_id] for tweet_id in wanted if tweet_id in found}

    def of_actors(self, tweet_id: int, actor_ids: Collection[int]) -> Mapping[int, Flags]:
        wanted = [(actor_id, tweet_id) for actor_id in dict.fromkeys(actor_ids)]
        rows = read_batch(self.row, wanted, sleep=self.sleep, random=self.random, consistent=True)
        return {int(row.actor_id): flags_of(row) for row in rows}

    def _in_range(self, viewer_id: int, first: int, last: int) -> list[EngagementRow]:
        return list(self.row.query(viewer_id, self.row.tweet_id.between(first, last), consistent_read=True))

    def _by_key(self, viewer_id: int, tweet_ids: Sequence[int]) -> list[EngagementRow]:
        wanted = [(viewer_id, tweet_id) for tweet_id in tweet_ids]
        return list(read_batch(self.row, wanted, sleep=self.sleep, random=self.random, consistent=True))


def split_close(ids: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
    """Split ascending ids into the largest group that lies close together and the rest.

    A group of one is no group: a read by key is never dearer than a range of one.
    """
    best_start = best_end = start = 0
    for end, last in enumerate(ids, start=1):
        while last - ids[start] > CLOSE:
            start += 1
        if end - start > best_end - best_start:
            best_start, best_end = start, end
    if best_end - best_start < 2:
        return (), ids
    return ids[best_start:best_end], [*ids[:best_start], *ids[best_end:]]
