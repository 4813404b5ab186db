"""Notifications in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from linnet.domain.ids import created_ms
from linnet.domain.markers import Marker, Markers
from linnet.domain.notification_choices import Choices, Inbox
from linnet.domain.notification_requests import NotificationRequest
from linnet.domain.notifications import Group, Subject
from linnet.domain.paging import PageRange
from linnet.ports.identity import VersionConflict
from linnet.ports.notifications import NotificationJob


class FakeNotifications:
    """Keep groups by subject; `writes` counts what a table would have been asked to write."""

    def __init__(self) -> None:
        self.groups: dict[Subject, Group] = {}
        self.inboxes: dict[int, Inbox] = {}
        self.asking: dict[tuple[int, int], NotificationRequest] = {}
        # The marker of home, and how often and when that of notifications was moved.
        self.homes: dict[int, Marker] = {}
        self.moved: dict[int, tuple[int, int]] = {}
        self.writes = 0

    def group(self, subject: Subject) -> Group | None:
        return self.groups.get(subject)

    def put(self, group: Group) -> Group:
        self.writes += 1
        current = self.groups.get(group.subject)
        if group.version != (0 if current is None else current.version):
            raise VersionConflict
        stored = replace(group, version=group.version + 1)
        self.groups[group.subject] = stored
        return stored

    def page(self, recipient_id: int, page: PageRange) -> Sequence[Group]:
        mine = [
            (position, each)
            for each in self.groups.values()
            if each.subject.recipient_id == recipient_id and (position := each.position) is not None
        ]
        wanted = [each for each in mine if page.holds(each[0])]
        return [
            group for _, group in sorted(wanted, key=lambda each: each[0], reverse=not page.ascending)[: page.limit]
        ]

    def inbox(self, recipient_id: int) -> Inbox:
        return self.inboxes.get(recipient_id, Inbox())

    def mark_read(self, recipient_id: int, upto: int, now_ms: int) -> None:
        inbox = self.inbox(recipient_id)
        if inbox.read_upto < upto:
            self.inboxes[recipient_id] = replace(inbox, read_upto=upto)
            self.moved[recipient_id] = (self.moved.get(recipient_id, (0, 0))[0] + 1, now_ms)

    def markers(self, user_id: int) -> Markers:
        upto = self.inbox(user_id).read_upto
        read = Marker(upto, *self.moved[user_id]) if upto else None
        return Markers(self.homes.get(user_id), read)

    def move(self, user_id: int, old: Markers, new: Markers) -> None:
        stored = self.markers(user_id)
        if (new.home != old.home and stored.home != old.home) or (
            new.notifications != old.notifications and stored.notifications != old.notifications
        ):
            raise VersionConflict
        if new.home is not None:
            self.homes[user_id] = new.home
        if new.notifications is not None and new.notifications != old.notifications:
            self.mark_read(user_id, new.notifications.read_upto, new.notifications.moved_ms)

    def clear(self, recipient_id: int, upto: int) -> None:
        self.mark_read(recipient_id, upto, created_ms(upto))
        inbox = self.inbox(recipient_id)
        self.inboxes[recipient_id] = replace(inbox, cleared_upto=max(inbox.cleared_upto, upto))

    def choose(self, recipient_id: int, choices: Choices) -> None:
        self.inboxes[recipient_id] = replace(self.inbox(recipient_id), choices=choices)

    def requests(self, recipient_id: int, sender_ids: Collection[int]) -> Mapping[int, NotificationRequest]:
        return {each: self.asking[recipient_id, each] for each in sender_ids if (recipient_id, each) in self.asking}

    def put_request(self, request: NotificationRequest) -> NotificationRequest:
        self.writes += 1
        key = (request.recipient_id, request.sender_id)
        if request.version != (self.asking[key].version if key in self.asking else 0):
            raise VersionConflict
        self.asking[key] = replace(request, version=request.version + 1)
        return self.asking[key]

    def requests_page(self, recipient_id: int, page: PageRange) -> Sequence[NotificationRequest]:
        mine = [
            (position, each)
            for each in self.asking.values()
            if each.recipient_id == recipient_id and (position := each.position) is not None
        ]
        wanted = sorted((each for each in mine if page.holds(each[0])), key=lambda each: each[0])
        return [each for _, each in (wanted if page.ascending else wanted[::-1])[: page.limit]]


class FakeNotificationJobs:
    """Keep what was queued."""

    def __init__(self) -> None:
        self.sent: list[NotificationJob] = []

    def send(self, jobs: Sequence[NotificationJob]) -> None:
        self.sent.extend(jobs)
