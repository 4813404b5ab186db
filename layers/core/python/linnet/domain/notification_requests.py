"""What was set aside of one account: it asks to be heard."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.notifications import ABOUT_OWN_TWEET, Entry, Group, Kind, Subject

# Of one account; of more the newest are known.
MAX_WAITING: Final = 100
# What was written to the recipient. The rest of what was set aside asks for nothing, and comes back with it.
WRITTEN: Final = frozenset({Kind.REPLY, Kind.MENTION, Kind.QUOTE})
# Who was accepted stays so for this long after.
ACCEPTED_MS: Final = 365 * 86_400_000


@dataclass(frozen=True, slots=True)
class Waiting:
    """One notification that was set aside, by the id of its entry, and what it is about."""

    id: int
    kind: Kind
    object_id: int
    conversation_id: int | None = None


@dataclass(frozen=True, slots=True)
class NotificationRequest:
    """Everything of one sender that waits, newest first; it repeats what the groups say of the sender's entries.

    `newest_id` is that of the newest that ever waited.
    """

    recipient_id: int
    sender_id: int
    waiting: tuple[Waiting, ...] = ()
    accepted_ms: int | None = None
    newest_id: int = 0
    version: int = 0

    @property
    def written(self) -> tuple[Waiting, ...]:
        return tuple(each for each in self.waiting if each.kind in WRITTEN)

    @property
    def position(self) -> int | None:
        """Return where the request stands in its recipient's list, None where nothing asks to be heard."""
        return max((each.id for each in self.written), default=None)

    @property
    def id(self) -> int:
        return self.position or 0

    @property
    def user_id(self) -> int:
        return self.sender_id

    def accepted(self, now_ms: int) -> bool:
        """Tell whether the sender is heard whatever the policy says."""
        return self.accepted_ms is not None and now_ms - self.accepted_ms < ACCEPTED_MS

    def after(self, read_upto: int) -> NotificationRequest:
        """Return the request without what came before all was cleared."""
        return replace(self, waiting=tuple(each for each in self.waiting if each.id > read_upto))

    def with_entry(self, group: Group, entry: Entry) -> NotificationRequest:
        """Return the request with an entry of a group, which it holds once."""
        subject = group.subject
        fresh = Waiting(entry.id, subject.kind, subject.object_id, group.conversation_id)
        others = self.without(subject).waiting
        newest = sorted((fresh, *others), key=lambda each: each.id, reverse=True)
        return replace(self, waiting=tuple(newest[:MAX_WAITING]), newest_id=max(self.newest_id, entry.id))

    def without(self, subject: Subject) -> NotificationRequest:
        """Return the request without what is about a subject."""
        left = (each for each in self.waiting if (each.kind, each.object_id) != (subject.kind, subject.object_id))
        return replace(self, waiting=tuple(left))

    def subjects(self) -> list[Subject]:
        """Return what the sender's entries are about."""
        return [Subject(self.recipient_id, each.kind, each.object_id) for each in self.waiting]

    def groups(self) -> list[Group]:
        """Return each of what waits as a group of its own, as lists show it that leave nothing out."""
        return [
            Group(
                Subject(self.recipient_id, each.kind, each.object_id),
                (Entry(each.id, self.sender_id, filtered=True),),
                author_id=self.recipient_id if each.kind in ABOUT_OWN_TWEET else self.sender_id,
                conversation_id=each.conversation_id,
                aside=True,
            )
            for each in self.waiting
        ]
