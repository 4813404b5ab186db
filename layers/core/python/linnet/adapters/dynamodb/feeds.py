"""Public timelines in DynamoDB: time buckets, so that none grows for ever, each in shards, so that none is hot."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import islice
from operator import attrgetter
from typing import Final

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.adapters.dynamodb.timeline_rows import ENTRY_LIFETIME_DAYS, TimelineRow, entry_of, expiry, row_of
from linnet.domain.ids import created_ms
from linnet.domain.paging import PageRange
from linnet.domain.timelines import PUBLIC_FEED, TimelineEntry
from linnet.ports.environment import Parallel

# A container that has seen more buckets than this starts to learn them anew.
MAX_KNOWN: Final = 10_000


@dataclass(frozen=True, slots=True)
class DynamoFeeds:
    """Implement the port `Feeds`.

    `public` has day buckets that expire after 30 days; a hashtag has month buckets that stay. The directory row of a
    feed names its buckets, so that a page reads none in vain; it is written before an entry of a new bucket.
    `shards` may rise, never fall.
    """

    row: type[TimelineRow]
    parallel: Parallel
    shards: int
    known: set[tuple[str, str]] = field(default_factory=set)

    def add(self, feed: str, entry: TimelineEntry) -> None:
        bucket = keys.bucket_of(entry.id, feed == PUBLIC_FEED)
        # Once in a container: a directory forgets nothing.
        if (feed, bucket) not in self.known:
            directory = self.row(keys.feed_directory(feed), keys.ONLY)
            directory.update(actions=[self.row.buckets.add({bucket})])
            if len(self.known) >= MAX_KNOWN:
                self.known.clear()
            self.known.add((feed, bucket))
        expires_at = expiry(created_ms(entry.id)) if feed == PUBLIC_FEED else None
        row_of(self.row, self._partition(feed, entry.id), entry, expires_at).save()

    def remove(self, feed: str, entry_id: int) -> None:
        self.row(self._partition(feed, entry_id), entry_id).delete()

    def holds(self, feed: str, entry_id: int) -> bool:
        try:
            self.row.get(self._partition(feed, entry_id), entry_id, consistent_read=True)
        except self.row.DoesNotExist:
            return False
        return True

    def page(self, feed: str, page: PageRange) -> Sequence[TimelineEntry]:
        return list(islice(self._entries(feed, page), page.limit))

    def _entries(self, feed: str, page: PageRange) -> Iterator[TimelineEntry]:
        """Read one bucket after the other, and only as many as are asked for."""
        for bucket in self._buckets(feed, page):
            parts = self.parallel.run([self._shard(feed, bucket, shard, page) for shard in range(self.shards)])
            yield from merge(*parts, key=attrgetter("id"), reverse=not page.ascending)

    def _buckets(self, feed: str, page: PageRange) -> list[str]:
        if page.empty:
            return []
        try:
            row = self.row.get(keys.feed_directory(feed), keys.ONLY)
        except self.row.DoesNotExist:
            return []
        public = feed == PUBLIC_FEED
        newest = None if page.before is None else keys.bucket_of(page.before, public)
        oldest = "" if page.after is None else keys.bucket_of(page.after, public)
        found = sorted(
            (each for each in row.buckets or () if oldest <= each and (newest is None or each <= newest)), reverse=True
        )
        # The days of the public feed beyond its lifetime are empty; their names stay.
        living = found[: ENTRY_LIFETIME_DAYS + 1] if public else found
        return living[::-1] if page.ascending else living

    def _shard(self, feed: str, bucket: str, shard: int, page: PageRange) -> Callable[[], list[TimelineEntry]]:
        def read() -> list[TimelineEntry]:
            found = rows_in_range(self.row.query, keys.feed(feed, bucket, shard), self.row.sk, page)
            return [entry_of(row) for row in found]

        return read

    def _partition(self, feed: str, entry_id: int) -> str:
        # The low bits of an id are random, its high bits are the time: this spreads what comes at once.
        return keys.feed(feed, keys.bucket_of(entry_id, feed == PUBLIC_FEED), entry_id % self.shards)
