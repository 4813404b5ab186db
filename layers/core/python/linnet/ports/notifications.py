"""Notifications: the store, and the jobs that lead to them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from linnet.domain.index_ranges import IndexedAccount, IndexRange
from linnet.domain.notification_choices import Choices, Inbox
from linnet.domain.notification_requests import NotificationRequest
from linnet.domain.notifications import Group, Subject
from linnet.domain.paging import PageRange


class Notifications(Protocol):
    """Groups, read markers, choices, muted threads of every recipient, and the senders who ask to be heard."""

    def group(self, subject: Subject) -> Group | None:
        """Return a group, strongly consistent; also one of which nothing stands any more."""
        ...

    def put(self, group: Group) -> Group:
        """Store a group that was read at `group.version` (0: there was none); return it at its new version.

        Raise ports.identity.VersionConflict.
        """
        ...

    def page(self, recipient_id: int, page: PageRange) -> Sequence[Group]:
        """Return the groups whose positions lie in a range; fewer than its limit means the end."""
        ...

    def inbox(self, recipient_id: int) -> Inbox:
        """Return marker and choices, strongly consistent."""
        ...

    def mark_read(self, recipient_id: int, upto: int, now_ms: int) -> None:
        """Move the marker forward; it never goes back. `now_ms` is when."""
        ...

    def clear(self, recipient_id: int, upto: int) -> None:
        """Show nothing up to an id any more, and mark it as read; neither goes back."""
        ...

    def choose(self, recipient_id: int, choices: Choices) -> None:
        """Replace the choices."""
        ...

    def requests(self, recipient_id: int, sender_ids: Collection[int]) -> Mapping[int, NotificationRequest]:
        """Return by sender what was set aside or accepted of some, strongly consistent."""
        ...

    def put_request(self, request: NotificationRequest) -> NotificationRequest:
        """Store a request that was read at `request.version` (0: there was none); return it at its new version.

        Raise ports.identity.VersionConflict.
        """
        ...

    def requests_page(self, recipient_id: int, page: PageRange) -> Sequence[NotificationRequest]:
        """Return the requests whose positions lie in a range; fewer than its limit means the end."""
        ...


@dataclass(frozen=True, slots=True)
class NotificationJob:
    """Something to look at: what stands then decides, so that jobs may come twice, late and in any order.

    kind: like | retweet (of the tweet `object_id`), follow | follow_request | request_accepted (of the account
    `object_id`), each with the actors whose edges changed; published (the tweet `object_id` was published, edited or
    deleted; `recipient_ids` are accounts that it addressed before); edited (the tweet `object_id`); suspended |
    suspension_lifted (the accounts `recipient_ids`, in the case `object_id`); draft_failed (the draft `object_id` of
    `recipient_ids`); message (the new direct message `object_id`, to `recipient_ids`); poll_ended (the poll of the
    tweet `object_id`); tweet (the new tweet `object_id`). The last two may be about a `part` of an index.
    """

    kind: str
    object_id: int
    actor_ids: tuple[int, ...] = ()
    recipient_ids: tuple[int, ...] = ()
    part: IndexRange | None = None


class NotificationJobs(Protocol):
    """The queue of notification jobs."""

    def send(self, jobs: Sequence[NotificationJob]) -> None:
        """Queue jobs in batches of ten; raise if any was refused after retries."""
        ...


class RecipientIndex(Protocol):
    """Accounts to be told of what happens to one thing, in shards, under the id of what made them so."""

    def read(self, object_id: int, part: IndexRange, limit: int) -> Sequence[IndexedAccount]:
        """Return the rows of a range: of each shard the first by id, at most `limit`."""
        ...
