"""Hear senders whose notifications were set aside, or dismiss what waits of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.notification_requests import NotificationRequest
from linnet.domain.notifications import Subject, dismiss
from linnet.domain.users import Viewer
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import VersionConflict
from linnet.ports.notifications import Notifications
from linnet.services.set_aside import SetAside

ATTEMPTS: Final = 4


@dataclass(frozen=True, slots=True)
class AnswerNotificationRequests:
    """To accept a sender holds for what comes, too; what is dismissed is gone for good, and the sender may ask again.

    Either can be repeated where it was cut off.
    """

    store: Notifications
    aside: SetAside
    parallel: Parallel
    clock: Clock

    def accept(self, viewer: Viewer, sender_ids: Sequence[int]) -> None:
        """Tell of all that waits, in the places where it arrived.

        Raise a DomainError: not found when nothing waits of one of them; conflict.
        """
        self._each(viewer, sender_ids, self._accept)

    def dismiss(self, viewer: Viewer, sender_ids: Sequence[int]) -> None:
        """Dismiss all that waits. Raise a DomainError as `accept` does."""
        self._each(viewer, sender_ids, self._dismiss)

    def _each(self, viewer: Viewer, sender_ids: Sequence[int], answer: Callable[[NotificationRequest], None]) -> None:
        me, wanted = viewer.user_id, list(dict.fromkeys(sender_ids))
        found = self.store.requests(me, wanted)
        if any(found.get(each) is None or not found[each].waiting for each in wanted):
            raise not_found("notification request")

        def answered(request: NotificationRequest) -> Callable[[], None]:
            return lambda: answer(request)

        try:
            self.parallel.run([answered(found[each]) for each in wanted])
        except VersionConflict:
            raise DomainError(Code.CONFLICT, "too many changes at once, please try again") from None

    def _accept(self, request: NotificationRequest) -> None:
        accepted = self._accepted(request)
        self.aside.run(accepted.recipient_id, accepted.sender_id, accepted.subjects())

    def _accepted(self, request: NotificationRequest) -> NotificationRequest:
        current = request
        for _ in range(ATTEMPTS):
            try:
                return self.store.put_request(replace(current, accepted_ms=self.clock.now_ms()))
            except VersionConflict:
                current = self.aside.request(request.recipient_id, request.sender_id)
        raise VersionConflict

    def _dismiss(self, request: NotificationRequest) -> None:
        def dismissed(subject: Subject) -> Callable[[], None]:
            return lambda: self._gone(subject, request.sender_id)

        self.parallel.run([dismissed(each) for each in request.subjects()])
        self.aside.run(request.recipient_id, request.sender_id, request.subjects())

    def _gone(self, subject: Subject, sender_id: int) -> None:
        for _ in range(ATTEMPTS):
            group = self.store.group(subject)
            entry = None if group is None else group.of(sender_id)
            if group is None or entry is None or not entry.waits:
                return
            try:
                self.store.put(dismiss(group, {entry.id}))
            except VersionConflict:
                continue
            return
        raise VersionConflict
