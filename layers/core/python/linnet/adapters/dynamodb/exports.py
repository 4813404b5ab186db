"""The newest export of each account, a row beside the account."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import updated, written
from linnet.adapters.dynamodb.identity_rows import IdentityRow
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.domain.archives import ArchivedFile
from linnet.domain.exports import AVAILABLE_MS, Export, ExportState, Progress
from linnet.ports.identity import VersionConflict

# A row outlives its archive by some days, in which it says that there was one.
ROW_LIFETIME_S: Final = 7 * 86_400 + AVAILABLE_MS // 1000


@dataclass(frozen=True, slots=True)
class DynamoExports:
    """Implement the port `Exports`."""

    row: type[IdentityRow]
    sleep: Sleep
    random: Random

    def begin(self, export: Export, idle_since_ms: int) -> bool:
        row = self.row
        running = row.status == ExportState.RUNNING.value
        free = row.pk.does_not_exist() | ~running | (row.worked_ms <= idle_since_ms)
        # The SDK repeats a write whose answer was lost: what stands may be this very export.
        free |= row.export_id == export.id
        return written(lambda: self._row(export).save(condition=free))

    def get(self, user_id: int) -> Export | None:
        try:
            return _export(self.row.get(keys.user(user_id), keys.EXPORT, consistent_read=True))
        except self.row.DoesNotExist:
            return None

    def save(self, export: Export) -> Export:
        row, stored = self.row, replace(export, version=export.version + 1)
        filled = self._row(stored)
        actions = [
            row.status.set(stored.state.value),
            row.progress.set(filled.progress),
            row.worked_ms.set(stored.worked_ms),
            row.version.set(stored.version),
            row.size.set(stored.size),
            row.ready_ms.remove() if stored.ready_ms is None else row.ready_ms.set(stored.ready_ms),
        ]
        unchanged = (row.export_id == export.id) & (row.version == export.version)
        written = updated(row(filled.pk, filled.sk), actions, unchanged, self.sleep, self.random)
        if not written and self.get(export.user_id) != stored:
            # What stands as it was to be made is one's own: the SDK repeats an update whose answer was lost.
            raise VersionConflict
        return stored

    def forget(self, user_id: int) -> None:
        self.row(keys.user(user_id), keys.EXPORT).delete()

    def _row(self, export: Export) -> IdentityRow:
        return self.row(
            keys.user(export.user_id),
            keys.EXPORT,
            export_id=export.id,
            status=export.state.value,
            requested_ms=export.requested_ms,
            ready_ms=export.ready_ms,
            size=export.size,
            progress=asdict(export.progress),
            worked_ms=export.worked_ms,
            version=export.version,
            expires_at=export.requested_ms // 1000 + ROW_LIFETIME_S,
        )


def _export(row: IdentityRow) -> Export:
    ready_ms: float | None = row.ready_ms
    return Export(
        user_id=int(row.pk.removeprefix(keys.USER_PREFIX)),
        id=int(row.export_id),
        requested_ms=int(row.requested_ms),
        state=ExportState(row.status),
        progress=_progress(row.progress),
        ready_ms=None if ready_ms is None else int(ready_ms),
        size=int(row.size),
        worked_ms=int(row.worked_ms),
        version=int(row.version),
    )


def _progress(stored: dict[str, Any]) -> Progress:
    files = tuple(ArchivedFile(**each) for each in stored["files"])
    return Progress(**{**stored, "tags": tuple(stored["tags"]), "files": files})
