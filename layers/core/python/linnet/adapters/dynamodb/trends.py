"""Trends in DynamoDB: parts of windows, hours, lists, and what was decided about tags. Nothing is keyed by a tag."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from pynamodb.attributes import UnicodeSetAttribute
from pynamodb.expressions.condition import size
from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys, trend_keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.adapters.dynamodb.trend_rows import (
    HOUR_LIVES_MS,
    LIST_LIVES_MS,
    SCHEMA_VERSION,
    WINDOW_LIVES_MS,
    TrendRow,
    decode_trends,
    encode_trends,
)
from linnet.domain.trends.blobs import decode_hour, decode_window, encode_hour, encode_window
from linnet.domain.trends.hours import HourCounts
from linnet.domain.trends.lists import Controls, TrendList
from linnet.domain.trends.windows import WindowAggregate
from linnet.ports.trends import WindowKey


@dataclass(frozen=True, slots=True)
class DynamoWindows:
    """Implement the port `Windows`: a partition for each window, a row for each part. Blobs have their own version."""

    row: type[TrendRow]

    def put(self, key: WindowKey, window: WindowAggregate) -> None:
        self.row(
            trend_keys.window(key.scope, key.window_ms),
            key.part,
            blob=encode_window(window),
            expires_at=(key.window_ms + WINDOW_LIVES_MS) // 1000,
        ).save()

    def parts(self, scope: str, window_ms: int) -> Sequence[WindowAggregate]:
        return [decode_window(row.blob) for row in self.row.query(trend_keys.window(scope, window_ms))]


@dataclass(frozen=True, slots=True)
class DynamoHours:
    """Implement the port `Hours`: a partition for each scope, one for its hours and one for its days."""

    row: type[TrendRow]
    sleep: Sleep
    random: Random
    partition: Callable[[str], str] = trend_keys.hours

    def put(self, scope: str, hour_ms: int, counts: HourCounts) -> None:
        self.row(
            self.partition(scope),
            trend_keys.hour(hour_ms),
            blob=encode_hour(counts),
            expires_at=(hour_ms + HOUR_LIVES_MS) // 1000,
        ).save()

    def of(self, scope: str, hours: Collection[int]) -> Mapping[int, HourCounts]:
        wanted = [(self.partition(scope), trend_keys.hour(hour_ms)) for hour_ms in sorted(set(hours))]
        found = read_batch(self.row, wanted, sleep=self.sleep, random=self.random)
        return {int(row.sk): decode_hour(row.blob) for row in found}


@dataclass(frozen=True, slots=True)
class DynamoTrendLists:
    """Implement the port `TrendLists`. Readers may see the list before for a moment; the next run may not."""

    row: type[TrendRow]
    consistent: bool = False

    def get(self, scope: str) -> TrendList | None:
        try:
            row = self.row.get(trend_keys.list_of(scope), trend_keys.LIST, consistent_read=self.consistent)
        except self.row.DoesNotExist:
            return None
        return decode_trends(scope, int(row.run_ms), row.trends)

    def replace(self, newer: TrendList) -> bool:
        row = self.row(
            trend_keys.list_of(newer.scope),
            trend_keys.LIST,
            run_ms=newer.run_ms,
            trends=encode_trends(newer),
            schema_version=SCHEMA_VERSION,
            expires_at=(newer.run_ms + LIST_LIVES_MS) // 1000,
        )
        later = self.row.run_ms.does_not_exist() | (self.row.run_ms < newer.run_ms)
        return written(lambda: row.save(condition=later))


@dataclass(frozen=True, slots=True)
class DynamoTrendControls:
    """Implement the port `TrendControls`: one row, read by everybody who reads trends."""

    row: type[TrendRow]

    def get(self) -> Controls:
        try:
            row = self.row.get(trend_keys.CONTROLS, trend_keys.CONTROLS)
        except self.row.DoesNotExist:
            return Controls()
        return Controls(_tags(row.blocked), _tags(row.pinned))

    def block(self, tag: str, limit: int) -> bool:
        return _added(self._row(), self.row.blocked, tag, limit, self.row.pinned)

    def pin(self, tag: str, limit: int) -> bool:
        return _added(self._row(), self.row.pinned, tag, limit, self.row.blocked)

    def clear(self, tag: str) -> None:
        self._row().update(actions=[self.row.blocked.delete({tag}), self.row.pinned.delete({tag})])

    def _row(self) -> TrendRow:
        return self.row(trend_keys.CONTROLS, trend_keys.CONTROLS)


@dataclass(frozen=True, slots=True)
class DynamoHiddenTrends:
    """Implement the port `HiddenTrends`: a row for each account that hides something."""

    row: type[TrendRow]

    def of(self, user_id: int) -> frozenset[str]:
        try:
            row = self.row.get(keys.user(user_id), trend_keys.HIDDEN, consistent_read=True)
        except self.row.DoesNotExist:
            return frozenset()
        return _tags(row.hidden)

    def hide(self, user_id: int, tag: str, limit: int) -> bool:
        return _added(self.row(keys.user(user_id), trend_keys.HIDDEN), self.row.hidden, tag, limit)

    def show(self, user_id: int, tag: str) -> None:
        self.row(keys.user(user_id), trend_keys.HIDDEN).update(actions=[self.row.hidden.delete({tag})])


def _added(
    row: TrendRow, to: UnicodeSetAttribute, tag: str, limit: int, taken_from: UnicodeSetAttribute | None = None
) -> bool:
    """Add a tag to a set that has room, or has it; in the same update it leaves the other set."""
    actions: list[Action] = [to.add({tag})]
    if taken_from is not None:
        actions.append(taken_from.delete({tag}))
    room = to.does_not_exist() | (size(to) < limit) | to.contains(tag)
    return written(lambda: row.update(actions=actions, condition=room))


def _tags(stored: set[str] | None) -> frozenset[str]:
    return frozenset(stored or ())
