"""Notifications in DynamoDB: everything of a recipient in one partition."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from pynamodb.attributes import NumberAttribute
from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.batch_reads import read_batch
from linnet.adapters.dynamodb.conditions import written
from linnet.adapters.dynamodb.markers import moved
from linnet.adapters.dynamodb.notification_rows import (
    NotificationRow,
    encode_choices,
    encode_entries,
    encode_waiting,
    group_of,
    inbox_of,
    request_of,
)
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.domain.ids import created_ms
from linnet.domain.notification_choices import Choices, Inbox
from linnet.domain.notification_requests import ACCEPTED_MS, NotificationRequest
from linnet.domain.notifications import RETENTION_MS, Group, Subject
from linnet.domain.paging import PageRange
from linnet.ports.identity import VersionConflict


@dataclass(frozen=True, slots=True)
class DynamoNotifications:
    """Implement the port `Notifications`.

    A group is one row, replaced at the version that was read, however many accounts are in it.
    """

    row: type[NotificationRow]
    sleep: Callable[[float], None]
    random: Callable[[], float]

    def group(self, subject: Subject) -> Group | None:
        row = self._get(subject.recipient_id, keys.subject(subject.kind, subject.object_id))
        return None if row is None else group_of(row)

    def put(self, group: Group) -> Group:
        stored = replace(group, version=group.version + 1)
        subject = stored.subject
        newest_ms = created_ms(max(entry.id for entry in stored.entries))
        row = self.row(
            keys.notifications(subject.recipient_id),
            keys.subject(subject.kind, subject.object_id),
            recipient_id=subject.recipient_id,
            kind=subject.kind.value,
            object_id=subject.object_id,
            entries=encode_entries(stored.entries),
            position=stored.position,
            author_id=stored.author_id,
            conversation_id=stored.conversation_id,
            forgotten_upto=stored.forgotten_upto or None,
            measure=None if stored.measure is None else stored.measure.value,
            version=stored.version,
            expires_at=(newest_ms + RETENTION_MS) // 1000,
        )
        unchanged = self.row.version == group.version if group.version else self.row.pk.does_not_exist()
        if not written(lambda: row.save(condition=unchanged)):
            raise VersionConflict
        return stored

    def page(self, recipient_id: int, page: PageRange) -> Sequence[Group]:
        query = partial(self.row.by_position.query, consistent_read=True)
        rows = rows_in_range(query, keys.notifications(recipient_id), self.row.position, page)
        return [group_of(row) for row in rows]

    def inbox(self, recipient_id: int) -> Inbox:
        row = self._get(recipient_id, keys.INBOX)
        return Inbox() if row is None else inbox_of(row)

    def mark_read(self, recipient_id: int, upto: int, now_ms: int) -> None:
        self._forward(recipient_id, self.row.read_upto, upto, now_ms)

    def clear(self, recipient_id: int, upto: int) -> None:
        # The marker first: whatever arrives from now on gets an id above it, and so above what is cleared.
        self._forward(recipient_id, self.row.read_upto, upto, created_ms(upto))
        self._forward(recipient_id, self.row.cleared_upto, upto, created_ms(upto))

    def choose(self, recipient_id: int, choices: Choices) -> None:
        row = self.row
        row(keys.notifications(recipient_id), keys.INBOX).update(
            actions=[row.choices.set(encode_choices(choices)), row.schema_version.set(1)]
        )

    def requests(self, recipient_id: int, sender_ids: Collection[int]) -> Mapping[int, NotificationRequest]:
        wanted = [(keys.notification_requests(recipient_id), keys.sender(each)) for each in set(sender_ids)]
        rows = read_batch(self.row, wanted, sleep=self.sleep, random=self.random, consistent=True)
        return {request.sender_id: request for request in map(request_of, rows)}

    def put_request(self, request: NotificationRequest) -> NotificationRequest:
        stored = replace(request, version=request.version + 1)
        row = self.row(
            keys.notification_requests(stored.recipient_id),
            keys.sender(stored.sender_id),
            recipient_id=stored.recipient_id,
            sender_id=stored.sender_id,
            entries=encode_waiting(stored.waiting),
            position=stored.position,
            accepted_at=stored.accepted_ms,
            newest_id=stored.newest_id,
            version=stored.version,
            expires_at=_until_ms(stored) // 1000,
        )
        unchanged = self.row.version == request.version if request.version else self.row.pk.does_not_exist()
        if not written(lambda: row.save(condition=unchanged)):
            raise VersionConflict
        return stored

    def requests_page(self, recipient_id: int, page: PageRange) -> Sequence[NotificationRequest]:
        query = partial(self.row.by_position.query, consistent_read=True)
        rows = rows_in_range(query, keys.notification_requests(recipient_id), self.row.position, page)
        return [request_of(row) for row in rows]

    def _forward(self, recipient_id: int, marker: NumberAttribute, upto: int, now_ms: int) -> None:
        """Move a marker of the inbox, never back."""
        inbox = self.row(keys.notifications(recipient_id), keys.INBOX)
        actions: list[Action] = [marker.set(upto), self.row.schema_version.set(1), *moved(self.row, marker, now_ms)]
        written(lambda: inbox.update(actions=actions, condition=marker.does_not_exist() | (marker < upto)))

    def _get(self, recipient_id: int, sk: str) -> NotificationRow | None:
        try:
            return self.row.get(keys.notifications(recipient_id), sk, consistent_read=True)
        except self.row.DoesNotExist:
            return None


def _until_ms(request: NotificationRequest) -> int:
    """Return when a request means nothing any more: nothing that it named is kept, and it was accepted long ago."""
    accepted_ms = 0 if request.accepted_ms is None else request.accepted_ms + ACCEPTED_MS
    return max(created_ms(request.newest_id) + RETENTION_MS, accepted_ms)
