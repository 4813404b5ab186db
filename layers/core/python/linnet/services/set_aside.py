"""Keep what waits of a sender in line with the groups that it stands in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.notification_requests import NotificationRequest
from linnet.domain.notifications import Group, Subject, hear
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import VersionConflict
from linnet.ports.notifications import Notifications
from linnet.services.at_once import both

ATTEMPTS: Final = 10


@dataclass(frozen=True, slots=True)
class SetAside:
    """Groups are the truth, a request repeats them: whoever changes a filtered entry calls this afterwards.

    The request is replaced at the version that was read before the groups were, and both are read again after the
    write. So the last of two to write saw what holds, and what changes later is seen by the call of that change. Where
    the sender was accepted meanwhile, entries are told of instead.
    """

    store: Notifications
    parallel: Parallel
    clock: Clock

    def run(self, recipient_id: int, sender_id: int, subjects: Sequence[Subject]) -> None:
        """Look at a sender's entries in some groups. Raise VersionConflict when others write them all the time."""
        for _ in range(ATTEMPTS):
            request, groups = both(
                self.parallel, lambda: self.request(recipient_id, sender_id), lambda: self.groups(subjects)
            )
            try:
                changed = self._looked(request, groups)
                if changed == request:
                    return
                self.store.put_request(changed)
            except VersionConflict:
                continue
        raise VersionConflict

    def request(self, recipient_id: int, sender_id: int) -> NotificationRequest:
        """Return what waits of a sender, also if nothing does."""
        found = self.store.requests(recipient_id, [sender_id])
        return found.get(sender_id) or NotificationRequest(recipient_id, sender_id)

    def groups(self, subjects: Sequence[Subject]) -> dict[Subject, Group | None]:
        """Return groups by their subjects."""
        found: dict[Subject, Group | None] = {}

        def read(subject: Subject) -> Callable[[], None]:
            return lambda: found.update({subject: self.store.group(subject)})

        self.parallel.run([read(each) for each in subjects])
        return found

    def _looked(self, request: NotificationRequest, groups: dict[Subject, Group | None]) -> NotificationRequest:
        changed = request
        heard = request.accepted(self.clock.now_ms())
        for subject, group in groups.items():
            entry = None if group is None else group.of(request.sender_id)
            if group is None or entry is None or not entry.waits:
                changed = changed.without(subject)
            elif heard:
                self.store.put(hear(group, request.sender_id))
                changed = changed.without(subject)
            else:
                changed = changed.with_entry(group, entry)
        return changed
