"""Orders to erase accounts, in a partition for each day on which they are due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.domain.erasure import Erasure, ErasureOrder
from linnet.ports.identity import VersionConflict


@dataclass(frozen=True, slots=True)
class DynamoErasures:
    """Implement the port `Erasures`."""

    row: type[IdentityRow]
    sleep: Sleep
    random: Random

    def waiting(self, day_ms: int, due_by_ms: int, idle_since_ms: int, limit: int) -> Sequence[ErasureOrder]:
        due = IdentityRow.erase_at_ms <= due_by_ms
        idle = IdentityRow.worked_ms.does_not_exist() | (IdentityRow.worked_ms <= idle_since_ms)
        rows = self.row.query(keys.erasures(day_ms), filter_condition=due & idle, limit=limit)
        return [ErasureOrder(int(row.user_id), int(row.erase_at_ms)) for row in rows]

    def get(self, order: ErasureOrder) -> Erasure | None:
        try:
            row = self.row.get(keys.erasures(order.due_ms), keys.ordered(order.user_id), consistent_read=True)
        except self.row.DoesNotExist:
            return None
        # Given up, taken back and given up again on one day: the order is another.
        return _erasure(row) if int(row.erase_at_ms) == order.due_ms else None

    def save(self, erasure: Erasure) -> Erasure:
        stored = replace(erasure, version=erasure.version + 1)
        progress = {"round": erasure.round, "store": erasure.store, "position": erasure.position}
        actions: list[Action] = [
            IdentityRow.progress.set(progress),
            IdentityRow.worked_ms.set(erasure.worked_ms),
            IdentityRow.version.set(stored.version),
        ]
        unchanged = (IdentityRow.version == erasure.version) & (IdentityRow.erase_at_ms == erasure.order.due_ms)
        row = self._row(erasure.order)
        if not updated(row, actions, unchanged, self.sleep, self.random) and self.get(erasure.order) != stored:
            # What stands as it was to be made is one's own: the SDK repeats an update whose answer was lost.
            raise VersionConflict
        return stored

    def finish(self, order: ErasureOrder) -> None:
        self._row(order).delete()

    def _row(self, order: ErasureOrder) -> IdentityRow:
        return self.row(keys.erasures(order.due_ms), keys.ordered(order.user_id))


def _erasure(row: IdentityRow) -> Erasure:
    progress = row.progress or {}
    return Erasure(
        order=ErasureOrder(int(row.user_id), int(row.erase_at_ms)),
        round=int(progress.get("round", 0)),
        store=str(progress.get("store", "")),
        position=progress.get("position"),
        worked_ms=int(row.worked_ms or 0),
        version=int(row.version),
    )
