"""Dismiss notifications: one, a whole group, or all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.ids import id_at
from linnet.domain.notifications import Group, Subject, dismiss
from linnet.domain.paging import PageRange
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock
from linnet.ports.identity import VersionConflict
from linnet.ports.notifications import Notifications
from linnet.services.read_notification_entries import ReadNotificationEntries
from linnet.services.set_aside import SetAside

ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class DismissNotifications:
    """What is dismissed never comes back; others who do the same are told of."""

    store: Notifications
    entries: ReadNotificationEntries
    aside: SetAside
    clock: Clock

    def one(self, viewer: Viewer, entry_id: int) -> None:
        """Dismiss what one account did. Raise a DomainError (not found) where there is no such notification."""
        self._dismiss(self.entries.holding(viewer, entry_id), {entry_id})

    def with_all_in_it(self, viewer: Viewer, entry_id: int) -> None:
        """Dismiss the group that a notification stands in. Raise a DomainError (not found) where there is none."""
        self._dismiss(self.entries.holding(viewer, entry_id), None)

    def subject(self, subject: Subject) -> None:
        """Dismiss all that is told of a subject. Raise a DomainError (not found) where there is nothing."""
        group = self.store.group(subject)
        if group is None or not group.standing:
            raise not_found("notification")
        self._dismiss(group, None)

    def clear(self, viewer: Viewer) -> None:
        """Dismiss all that there is, and mark it as read. Again changes nothing."""
        me = viewer.user_id
        # Arrivals may have ids of a clock that is ahead.
        newest = self.store.page(me, PageRange(1))
        self.store.clear(me, max(id_at(self.clock.now_ms()), *(group.position or 0 for group in newest), 0))

    def _dismiss(self, group: Group, entry_ids: Collection[int] | None) -> None:
        """Dismiss entries, or all that stand; with others who write at the same time it is tried again."""
        # What was set aside is shown as a group that is none.
        found = self.store.group(group.subject) if group.aside else group
        senders = [each.actor_id for each in group.standing] if group.aside else []
        for _ in range(ATTEMPTS):
            if found is None:
                return
            all_of_it = group.standing if group.aside else found.standing
            gone = {each.id for each in all_of_it} if entry_ids is None else entry_ids
            try:
                self.store.put(dismiss(found, gone))
            except VersionConflict:
                found = self.store.group(group.subject)
            else:
                for sender_id in senders:
                    self.aside.run(group.subject.recipient_id, sender_id, [group.subject])
                return
        raise DomainError(Code.CONFLICT, "too many changes at once, please try again")
