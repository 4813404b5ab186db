"""What holds a picture, changed in the transactions that change the holder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pynamodb.expressions.condition import Condition
from pynamodb.transactions import TransactWrite

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.media_rows import MediaRow
from linnet.adapters.dynamodb.media_values import encode_one
from linnet.domain.media import Media


@dataclass(frozen=True, slots=True)
class MediaHolding:
    """Add one action to a transaction for each picture; `shards` cut the index of what expires.

    Each holds only for pictures as they were read: a description that changed meanwhile is not lost.
    """

    row: type[MediaRow]
    shards: int

    def hold(self, write: TransactWrite, owner_id: int, media: Iterable[Media], holder_id: int, now_ms: int) -> None:
        """Let something hold pictures that nothing holds, and that have not expired."""
        free = self.row.holder_id.does_not_exist() & (self.row.removed_at > now_ms)
        for each in media:
            self._take(write, owner_id, each, holder_id, free & (self.row.media == encode_one(each)))

    def hand_on(self, write: TransactWrite, owner_id: int, media: Iterable[Media], held_by: int, to_id: int) -> None:
        """Let something else hold pictures that something holds."""
        for each in media:
            self._take(write, owner_id, each, to_id, self.row.holder_id == held_by)

    def release(self, write: TransactWrite, owner_id: int, media: Iterable[Media], held_by: int, until_ms: int) -> None:
        """Let go of pictures; they are removed at a time, if nothing takes them until then."""
        row = self.row
        for each in media:
            write.update(
                row(owner_id, each.id),
                actions=[
                    row.holder_id.remove(),
                    row.expiring.set(keys.expiring(each.id % self.shards)),
                    row.removed_at.set(until_ms),
                    row.version.set(row.version + 1),
                ],
                condition=row.holder_id == held_by,
            )

    def describe(self, write: TransactWrite, owner_id: int, media: Iterable[Media], held_by: int) -> None:
        """Store other descriptions of pictures that something holds."""
        row = self.row
        for each in media:
            write.update(
                row(owner_id, each.id),
                actions=[row.media.set(encode_one(each)), row.version.set(row.version + 1)],
                condition=row.holder_id == held_by,
            )

    def _take(self, write: TransactWrite, owner_id: int, media: Media, holder_id: int, condition: Condition) -> None:
        row = self.row
        write.update(
            row(owner_id, media.id),
            actions=[
                row.holder_id.set(holder_id),
                row.expiring.remove(),
                row.removed_at.remove(),
                row.version.set(row.version + 1),
            ],
            condition=condition,
        )
