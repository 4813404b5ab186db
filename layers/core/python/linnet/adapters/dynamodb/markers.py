"""Read markers in DynamoDB: in the row of an account's inbox."""

from __future__ import annotations

from dataclasses import dataclass

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.notification_rows import NotificationRow, checked
from linnet.domain.ids import created_ms
from linnet.domain.markers import Marker, Markers
from linnet.ports.identity import VersionConflict


@dataclass(frozen=True, slots=True)
class DynamoMarkers:
    """Implement the port `MarkerStore`."""

    row: type[NotificationRow]

    def markers(self, user_id: int) -> Markers:
        try:
            row = self.row.get(keys.notifications(user_id), keys.INBOX, consistent_read=True)
        except self.row.DoesNotExist:
            return Markers()
        checked(row)
        return Markers(
            home=_marker(row.home_upto, row.home_version, row.home_moved_at),
            notifications=_marker(row.read_upto, row.read_version, row.read_moved_at),
        )

    def move(self, user_id: int, old: Markers, new: Markers) -> None:
        row = self.row
        actions: list[Action] = []
        condition: Condition | None = None
        for before, after, upto, version, moved_at in (
            (old.home, new.home, row.home_upto, row.home_version, row.home_moved_at),
            (old.notifications, new.notifications, row.read_upto, row.read_version, row.read_moved_at),
        ):
            if after is None or after == before:
                continue
            actions += [upto.set(after.read_upto), version.set(after.version), moved_at.set(after.moved_ms)]
            # A marker from before there were versions has none.
            known = before.version if before is not None else 0
            unmoved = version == known if known else version.does_not_exist()
            condition = unmoved if condition is None else condition & unmoved
        if not actions:
            return
        inbox = row(keys.notifications(user_id), keys.INBOX)
        if not written(lambda: inbox.update(actions=[*actions, row.schema_version.set(1)], condition=condition)):
            raise VersionConflict


def moved(row: type[NotificationRow], marker: NumberAttribute, moved_ms: int) -> list[Action]:
    """Return what tells that the marker of notifications was moved; nothing for other markers."""
    if marker.attr_name != row.read_upto.attr_name:
        return []
    return [row.read_version.add(1), row.read_moved_at.set(moved_ms)]


def _marker(upto: float | None, version: float | None, moved_at: float | None) -> Marker | None:
    if upto is None:
        return None
    return Marker(int(upto), int(version or 0), created_ms(int(upto)) if moved_at is None else int(moved_at))
