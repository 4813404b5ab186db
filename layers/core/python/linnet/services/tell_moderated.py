"""Tell an account what the platform did to it."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.notifications import NOBODY, Group, Kind, Measure, Subject, notice
from linnet.ports.environment import IdSource
from linnet.ports.identity import Users, VersionConflict
from linnet.ports.notifications import Notifications


@dataclass(frozen=True, slots=True)
class TellModerated:
    """A measure was taken or not, whatever holds now: so it is told once, and never withdrawn.

    Nothing is pushed, since neither a suspended account nor one that may log in again has an open socket.
    """

    store: Notifications
    users: Users
    ids: IdSource

    def run(self, recipient_id: int, case_id: int, measure: Measure) -> None:
        """Make the notice of a case; again makes no other, and nobody is told who has been erased since."""
        subject = Subject(recipient_id, Kind.MODERATION, case_id)
        recipient = self.users.get_many([recipient_id]).get(recipient_id)
        if recipient is None or not recipient.may_return or self.store.group(subject) is not None:
            return
        read_upto = self.store.inbox(recipient_id).read_upto
        made = notice(Group(subject, measure=measure), NOBODY, 1, self.ids.next_id(), read_upto)
        try:
            self.store.put(made)
        except VersionConflict:
            # The same job came twice, and the other one was first.
            return
