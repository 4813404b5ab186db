"""Tell an account that a scheduled tweet of its own could not be published."""

from __future__ import annotations

from dataclasses import dataclass, replace

from linnet.domain.ids import created_ms, id_at
from linnet.domain.notifications import NOBODY, Group, Kind, Subject, notice
from linnet.domain.pushes import Push, PushKind, TopicKind, own_topic
from linnet.ports.drafts import Drafts
from linnet.ports.environment import IdSource
from linnet.ports.identity import Users, VersionConflict
from linnet.ports.notifications import Notifications
from linnet.ports.pushes import Pushes
from linnet.ports.web_push import WebPushJob, WebPushJobs


@dataclass(frozen=True, slots=True)
class TellDraftFailed:
    """Each failure is told once; one that its owner has seen to is not told any more."""

    store: Notifications
    drafts: Drafts
    users: Users
    pushes: Pushes
    web_pushes: WebPushJobs
    ids: IdSource

    def run(self, recipient_id: int, draft_id: int) -> None:
        """Make the notice of a draft; again makes no other, and nobody is told who has been erased since."""
        saved = self.drafts.get(recipient_id, draft_id)
        recipient = self.users.get_many([recipient_id]).get(recipient_id)
        if saved is None or saved.failure is None or recipient is None or not recipient.may_return:
            return
        subject = Subject(recipient_id, Kind.DRAFT_FAILED, draft_id)
        group = self.store.group(subject) or Group(subject)
        position = group.position
        if position is not None and created_ms(position) >= saved.failure.failed_ms:
            return
        # A draft that failed before is told of as if it were for the first time.
        inbox = self.store.inbox(recipient_id)
        edge_id = id_at(saved.failure.failed_ms)
        made = notice(replace(group, entries=()), NOBODY, edge_id, self.ids.next_id(), inbox.read_upto)
        try:
            self.store.put(made)
        except VersionConflict:
            # The same job came twice, and the other one was first.
            return
        topic = own_topic(TopicKind.NOTIFICATIONS, recipient_id)
        self.pushes.send(
            [Push(PushKind.NOTIFICATION, topic, id=made.entries[0].id, payload={"kind": Kind.DRAFT_FAILED.value})]
        )
        if inbox.web_push is not None:
            self.web_pushes.send([WebPushJob(recipient_id, made.entries[0].id, Kind.DRAFT_FAILED, inbox.web_push)])
