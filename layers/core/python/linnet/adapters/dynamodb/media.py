"""Pictures in a table of their own: those of an account are a partition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.identity import Writing
from linnet.adapters.dynamodb.media_rows import MediaRow, row_of_media, stored_media_of
from linnet.adapters.dynamodb.transactions import retry_conflicts
from linnet.domain.ids import MAX_ID
from linnet.domain.media import StoredMedia
from linnet.ports.environment import Parallel
from linnet.ports.identity import IdTaken, VersionConflict
from linnet.ports.media import DueMedia


@dataclass(frozen=True, slots=True)
class DynamoMedia:
    """Implement the ports `MediaRows` and `ExpiringMedia`; `shards` cut the index of what expires."""

    row: type[MediaRow]
    writing: Writing
    parallel: Parallel
    shards: int

    def add(self, stored: StoredMedia) -> None:
        row = row_of_media(self.row, stored, self.shards)
        if written(lambda: row.save(condition=self.row.id.does_not_exist())):
            return
        # The SDK repeats a put whose answer was lost; what stands there may be this very picture.
        if self.get(stored.owner_id, stored.id) != stored:
            raise IdTaken

    def get(self, owner_id: int, media_id: int) -> StoredMedia | None:
        try:
            return stored_media_of(self.row.get(owner_id, media_id, consistent_read=True))
        except self.row.DoesNotExist:
            return None

    def get_many(self, owner_id: int, ids: Collection[int]) -> Mapping[int, StoredMedia]:
        wanted = [(owner_id, each) for each in dict.fromkeys(ids)]
        writing = self.writing
        rows = read_batch(self.row, wanted, sleep=writing.sleep, random=writing.random, consistent=True)
        return {stored.id: stored for stored in map(stored_media_of, rows)}

    def replace(self, stored: StoredMedia, changed: StoredMedia) -> None:
        row = row_of_media(self.row, changed, self.shards)
        self._write(lambda: row.save(condition=self.row.version == stored.version))

    def remove(self, stored: StoredMedia) -> None:
        row = self.row(stored.owner_id, stored.id)
        self._write(lambda: row.delete(condition=self.row.version == stored.version))

    def page(self, owner_id: int, after: int, limit: int) -> Sequence[StoredMedia]:
        found = self.row.query(
            owner_id,
            self.row.id.between(after + 1, MAX_ID),
            consistent_read=True,
            limit=limit,
            page_size=limit,
        )
        return [stored_media_of(each) for each in found]

    def due(self, upto_ms: int, limit: int) -> Sequence[DueMedia]:
        def shard(number: int) -> Callable[[], list[DueMedia]]:
            def read() -> list[DueMedia]:
                rows = self.row.by_expiry.query(
                    keys.expiring(number), self.row.removed_at <= upto_ms, limit=limit, page_size=limit
                )
                return [DueMedia(int(each.owner_id), int(each.id)) for each in rows]

            return read

        parts = self.parallel.run([shard(number) for number in range(self.shards)])
        return [each for part in parts for each in part]

    def _write(self, write: Callable[[], object]) -> None:
        # A transaction that attaches the picture elsewhere may hold its row for a moment.
        if not written(lambda: retry_conflicts(write, self.writing.sleep, self.writing.random)):
            raise VersionConflict
