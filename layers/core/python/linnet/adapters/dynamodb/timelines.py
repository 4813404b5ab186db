"""Timelines of readers and celebrity heads in DynamoDB."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.batch_writes import BatchWriter
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.adapters.dynamodb.timeline_rows import TimelineRow, decode_head, encode_head, entry_of, expiry, row_of
from linnet.domain.paging import PageRange
from linnet.domain.timelines import HEAD_SIZE, Timeline, TimelineEntry, TimelineState
from linnet.ports.environment import Clock
from linnet.ports.identity import VersionConflict

# Longer than any number of days after which an account counts as dormant: without a state it counts so too.
STATE_LIFETIME_DAYS: Final = 90
HEAD_ATTEMPTS: Final = 10


@dataclass(frozen=True, slots=True)
class DynamoTimelines:
    """Implement the port `Timelines`. Entries expire 30 days after they were written."""

    row: type[TimelineRow]
    writer: BatchWriter
    clock: Clock

    def page(self, timeline: Timeline, page: PageRange) -> Sequence[TimelineEntry]:
        found = rows_in_range(self.row.query, keys.timeline(timeline), self.row.sk, page)
        return [entry_of(row) for row in found]

    def push(self, timelines: Sequence[Timeline], entries: Sequence[TimelineEntry]) -> None:
        expires_at = expiry(self.clock.now_ms())
        unique = {entry.id: entry for entry in entries}.values()
        rows = [
            row_of(self.row, keys.timeline(each), entry, expires_at)
            for each in dict.fromkeys(timelines)
            for entry in unique
        ]
        self.writer.write(self.row, puts=rows)

    def remove(self, timelines: Sequence[Timeline], entry_ids: Sequence[int]) -> None:
        pairs = ((keys.timeline(each), entry_id) for each in dict.fromkeys(timelines) for entry_id in set(entry_ids))
        self.writer.write(self.row, deletes=[self.row(pk, entry_id) for pk, entry_id in pairs])

    def remove_author(self, timeline: Timeline, author_id: int) -> bool:
        return self._remove_rows(
            self.row.query(keys.timeline(timeline), filter_condition=self.row.author_id == author_id)
        )

    def clear(self, timeline: Timeline) -> None:
        self._remove_rows(self.row.query(keys.timeline(timeline), attributes_to_get=["pk", "sk"]))

    def trim(self, timeline: Timeline, keep: int) -> None:
        newest = self.row.query(
            keys.timeline(timeline), scan_index_forward=False, limit=keep, attributes_to_get=["pk", "sk"]
        )
        ids = [int(row.sk) for row in newest]
        if len(ids) == keep:
            self._remove_rows(self.row.query(keys.timeline(timeline), self.row.sk < ids[-1]))

    def states(self, viewer_ids: Collection[int]) -> Mapping[int, TimelineState]:
        by_key = {keys.timeline_state(viewer_id): viewer_id for viewer_id in viewer_ids}
        # Consistent: a push that skips an account which is just coming back must have been seen by its rebuild.
        rows = read_batch(
            self.row,
            [(key, keys.ONLY) for key in by_key],
            sleep=self.writer.sleep,
            random=self.writer.random,
            consistent=True,
        )
        return {by_key[row.pk]: _state_of(row) for row in rows}

    def set_state(self, viewer_id: int, state: TimelineState) -> None:
        row = self.row
        # The return before the day: seen without a return owed means that the stored timeline is in order, and who dies
        # between the two writes must not leave that behind.
        values = (
            (row.returned_ms, state.returned_ms),
            (row.rebuilt_ms, state.rebuilt_ms),
            (row.last_seen_day, state.last_seen_day),
        )
        # A rebuild that comes late must not bring back the state of an account that has been erased.
        returned = row.returned_ms.exists()
        expires_at = expiry(self.clock.now_ms(), STATE_LIFETIME_DAYS)
        # One update for each field: a condition on several would refuse the one that rises with the one that does not.
        for attribute, value in values:
            if value:
                newer = attribute.does_not_exist() | (attribute < value)
                condition = returned & newer if attribute is row.rebuilt_ms else newer
                self._update_state(viewer_id, [attribute.set(value), row.expires_at.set(expires_at)], condition)

    def _update_state(self, viewer_id: int, actions: list[Action], condition: Condition) -> None:
        row = self.row(keys.timeline_state(viewer_id), keys.ONLY)
        written(lambda: row.update(actions=actions, condition=condition))

    def _remove_rows(self, rows: Iterable[TimelineRow]) -> bool:
        removed = [self.row(row.pk, int(row.sk)) for row in rows]
        self.writer.write(self.row, deletes=removed)
        return bool(removed)


@dataclass(frozen=True, slots=True)
class DynamoHeads:
    """Implement the port `Heads`: one row for each celebrity, replaced at the version that was read."""

    row: type[TimelineRow]
    sleep: Callable[[float], None]
    random: Callable[[], float]

    def get_many(self, author_ids: Collection[int]) -> Mapping[int, Sequence[TimelineEntry]]:
        by_key = {keys.head(author_id): author_id for author_id in author_ids}
        rows = read_batch(self.row, [(key, keys.ONLY) for key in by_key], sleep=self.sleep, random=self.random)
        return {by_key[row.pk]: decode_head(by_key[row.pk], row.head) for row in rows}

    def add(self, author_id: int, entries: Sequence[TimelineEntry]) -> None:
        self._change(author_id, lambda head: head | {entry.id: entry for entry in entries})

    def remove(self, author_id: int, entry_id: int) -> None:
        self._change(author_id, lambda head: {each.id: each for each in head.values() if each.id != entry_id})

    def _change(self, author_id: int, change: Callable[[dict[int, TimelineEntry]], dict[int, TimelineEntry]]) -> None:
        for _ in range(HEAD_ATTEMPTS):
            text, version = self._read(author_id)
            changed = change({entry.id: entry for entry in decode_head(author_id, text)})
            newest = [changed[each] for each in sorted(changed, reverse=True)][:HEAD_SIZE]
            fresh = encode_head(newest)
            if fresh == (text or "[]"):
                return
            row = self.row(keys.head(author_id), keys.ONLY, head=fresh, version=version + 1)
            unchanged = self.row.version == version if version else self.row.pk.does_not_exist()
            if written(partial(row.save, condition=unchanged)):
                return
            self.sleep(0.05 * self.random())
        raise VersionConflict

    def _read(self, author_id: int) -> tuple[str | None, int]:
        try:
            row = self.row.get(keys.head(author_id), keys.ONLY, consistent_read=True)
        except self.row.DoesNotExist:
            return None, 0
        return row.head, int(row.version or 0)


def _state_of(row: TimelineRow) -> TimelineState:
    return TimelineState(int(row.last_seen_day or 0), int(row.returned_ms or 0), int(row.rebuilt_ms or 0))
