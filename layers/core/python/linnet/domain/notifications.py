"""Notifications: one row for everything of one kind about one thing, with the accounts behind it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from linnet.domain.ids import LOW_VALUES, created_ms, id_at

# So many accounts of a group are known by name, exactly; of a larger one the newest.
MAX_ENTRIES: Final = 50
RETENTION_MS: Final = 90 * 86_400_000
SCATTERED_MS: Final = 1000
# "99+": nobody counts further, and neither do we.
UNREAD_CAP: Final = 99
# A notice of the platform itself has no account behind it.
NOBODY: Final = 0


class Kind(StrEnum):
    """Say what happened."""

    LIKE = "like"
    RETWEET = "retweet"
    REPLY = "reply"
    MENTION = "mention"
    QUOTE = "quote"
    FOLLOW = "follow"
    FOLLOW_REQUEST = "follow_request"
    REQUEST_ACCEPTED = "request_accepted"
    POLL_ENDED = "poll_ended"
    EDIT = "edit"
    TWEET = "tweet"
    MESSAGE = "message"
    MODERATION = "moderation"
    DRAFT_FAILED = "draft_failed"


class Measure(StrEnum):
    """Say what the platform did to the recipient of a moderation notice."""

    SUSPENDED = "suspended"
    SUSPENSION_LIFTED = "suspension_lifted"


# Notices of the platform itself: no account is behind them, nothing turns them off.
NOTICES: Final = frozenset({Kind.MODERATION, Kind.DRAFT_FAILED})
# Of these the object is a direct message. They have an inbox of their own: the native list has them only if asked to.
ABOUT_MESSAGES: Final = frozenset({Kind.MESSAGE})
# Of these the object is an account; of all others but notices and messages it is a tweet.
ABOUT_ACCOUNTS: Final = frozenset({Kind.FOLLOW, Kind.FOLLOW_REQUEST, Kind.REQUEST_ACCEPTED})
# What the recipient's own tweet got; in all other kinds the tweet is the actor's.
ABOUT_OWN_TWEET: Final = frozenset({Kind.LIKE, Kind.RETWEET})
# The recipient may be the actor: the end of one's own poll is news.
ABOUT_ONESELF: Final = frozenset({Kind.POLL_ENDED})
ABOUT_TWEETS: Final = frozenset(Kind) - ABOUT_ACCOUNTS - ABOUT_MESSAGES - NOTICES


@dataclass(frozen=True, slots=True)
class Subject:
    """What a notification is about; with an actor it is the key under which the notification exists once.

    `object_id` is a tweet or a direct message, for follows and requests the recipient's own account, for a notice the
    case or the draft.
    """

    recipient_id: int
    kind: Kind
    object_id: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One account in a group. `id` is when it arrived, above everything that its recipient had marked as read.

    A withdrawn entry is not shown; it is kept so that doing the same again does not notify a second time. One that the
    recipient dismissed is not shown either, and never again. A filtered one waits until its account is accepted.
    """

    id: int
    actor_id: int
    withdrawn: bool = False
    dismissed: bool = False
    filtered: bool = False

    @property
    def stands(self) -> bool:
        return not (self.withdrawn or self.dismissed or self.filtered)

    @property
    def waits(self) -> bool:
        return self.filtered and not (self.withdrawn or self.dismissed)


@dataclass(frozen=True, slots=True)
class Group:
    """All notifications of one subject, newest first.

    `author_id` wrote the tweet it is about, `conversation_id` is the thread that can be muted; a notice of the platform
    tells of a `measure`. Entries beyond
    `MAX_ENTRIES` are forgotten, the oldest first; none with an id above `forgotten_upto` ever was. As many that were
    filtered are known beside them: they never push out one that is told. `aside` is a group of nothing else, which is
    made for lists that leave nothing out.
    """

    subject: Subject
    entries: tuple[Entry, ...] = ()
    author_id: int | None = None
    conversation_id: int | None = None
    forgotten_upto: int = 0
    measure: Measure | None = None
    version: int = 0
    aside: bool = False

    @property
    def standing(self) -> tuple[Entry, ...]:
        return tuple(entry for entry in self.entries if (entry.waits if self.aside else entry.stands))

    @property
    def position(self) -> int | None:
        """Return where the group stands in its recipient's list, None when nothing of it is left."""
        return max((entry.id for entry in self.standing), default=None)

    @property
    def saturated(self) -> bool:
        """Tell whether there were more accounts than are known."""
        return self.forgotten_upto > 0

    def of(self, actor_id: int) -> Entry | None:
        """Return the entry of an account."""
        return next((entry for entry in self.entries if entry.actor_id == actor_id), None)

    def recent(self, now_ms: int) -> Group:
        """Return the group without what is older than the retention: expired rows can be read for days."""
        oldest_ms = now_ms - RETENTION_MS
        return replace(self, entries=tuple(entry for entry in self.entries if created_ms(entry.id) > oldest_ms))


def notice(
    group: Group, actor_id: int, edge_id: int, fresh_id: int, read_upto: int, *, filtered: bool = False
) -> Group:
    """Return the group with an account in it, once however often this is said; it may have too many then, see `trim`.

    `edge_id` is when the account did it. Where that is not after the newest forgotten entry, the account is or may be
    one of the forgotten: a late repetition must not notify again. An entry's id is never before its edge, so that this
    holds although clocks differ.
    """
    known = group.of(actor_id)
    if known is not None and not known.withdrawn:
        return group
    if known is None and edge_id <= group.forgotten_upto:
        return group
    unread = known is not None and known.id > read_upto
    entry = (
        Entry(known.id, actor_id, filtered=filtered)
        if known is not None and unread
        else Entry(_arrival(edge_id, fresh_id, read_upto), actor_id, filtered=filtered)
    )
    others = (each for each in group.entries if each.actor_id != actor_id)
    return replace(group, entries=tuple(sorted((entry, *others), key=lambda each: each.id, reverse=True)))


def _arrival(edge_id: int, fresh_id: int, read_upto: int) -> int:
    """Return an id above what happened and above the marker, of which clocks that are ahead may have set both.

    Arrivals there must differ, also two of one tweet (a mention, and the bell): a page ends at a position and would
    lose others at the same one. While a clock is minutes ahead hundreds arrive there, more than the low bits tell
    apart, so they lie scattered over a second.
    """
    floor = max(edge_id, read_upto)
    if fresh_id > floor:
        return fresh_id
    return id_at(created_ms(floor) + 1 + created_ms(fresh_id) % SCATTERED_MS, fresh_id % LOW_VALUES)


def trim(group: Group) -> Group:
    """Return the group with no more entries than it may have, the oldest forgotten.

    Of those that were filtered none is missed: should one come again, nobody is told of it either.
    """
    told = [each for each in group.entries if not each.filtered]
    filtered = [each for each in group.entries if each.filtered]
    kept = {each.id for each in (*told[:MAX_ENTRIES], *filtered[:MAX_ENTRIES])}
    forgotten = max((each.id for each in told[MAX_ENTRIES:]), default=0)
    return replace(
        group,
        entries=tuple(each for each in group.entries if each.id in kept),
        forgotten_upto=max(group.forgotten_upto, forgotten),
    )


def withdraw(group: Group, actor_id: int, read_upto: int) -> Group:
    """Return the group after an account took back what it did: out of sight unless it has been read."""
    known = group.of(actor_id)
    if known is None or not (known.waits or (known.stands and known.id > read_upto)):
        return group
    return replace(
        group,
        entries=tuple(replace(each, withdrawn=True) if each is known else each for each in group.entries),
    )


def dismiss(group: Group, entry_ids: Collection[int]) -> Group:
    """Return the group without some of its entries, for good: doing the same again does not bring them back."""
    return replace(
        group,
        entries=tuple(
            replace(each, dismissed=True) if (each.stands or each.waits) and each.id in entry_ids else each
            for each in group.entries
        ),
    )


def hear(group: Group, actor_id: int) -> Group:
    """Return the group with an account told of that was filtered, in the place where it arrived."""
    return replace(
        group,
        entries=tuple(replace(each, filtered=False) if each.actor_id == actor_id else each for each in group.entries),
    )
