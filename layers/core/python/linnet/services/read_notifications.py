"""Read a recipient's notifications, as they may be seen now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from linnet.domain.errors import not_found
from linnet.domain.exclusions import Exclusions
from linnet.domain.ids import MAX_ID, id_at
from linnet.domain.notification_choices import Inbox
from linnet.domain.notifications import (
    ABOUT_MESSAGES,
    ABOUT_TWEETS,
    MAX_ENTRIES,
    NOBODY,
    NOTICES,
    UNREAD_CAP,
    Group,
    Kind,
    Measure,
    Subject,
)
from linnet.domain.paging import PageRange
from linnet.domain.timelines import TimelineEntry
from linnet.domain.users import User, Viewer
from linnet.domain.views import PlacedMessage, ShownTweet
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import Users
from linnet.ports.notifications import Notifications
from linnet.services.at_once import both
from linnet.services.find_message import FindMessage
from linnet.services.gather_filtered import Groups, groups_of
from linnet.services.read_tweets import ReadTweets

# A page that is still short then is handed out as it is; its position goes on from there.
MAX_ROUNDS: Final = 5
WIDEST_ROUND: Final = 100
# So many accounts of a group are shown; the others are counted.
MAX_SHOWN_ACTORS: Final = 8


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request asks for: kinds (none named: all), and what one account did, if it is named.

    `filtered` asks for what was set aside, too.
    """

    kinds: frozenset[Kind] = frozenset()
    exclude: frozenset[Kind] = frozenset()
    actor_id: int | None = None
    filtered: bool = False

    def has(self, kind: Kind) -> bool:
        """Tell whether a kind is asked for."""
        return kind not in self.exclude and (not self.kinds or kind in self.kinds)


@dataclass(frozen=True, slots=True)
class ShownNotification:
    """A group as its recipient may see it: the newest accounts, and how many there are.

    `more` tells that there were more accounts than are counted. `entry_ids` belong to `actors`, in their order;
    `kind` and `object_id` are the subject, `filtered` that it was set aside. It is about a `tweet`, a `message`, or
    neither.
    """

    id: int
    kind: Kind
    actors: tuple[User, ...]
    entry_ids: tuple[int, ...]
    actor_count: int
    more: bool
    tweet: ShownTweet | None
    unread: bool
    measure: Measure | None = None
    draft_id: int | None = None
    object_id: int = 0
    filtered: bool = False
    message: PlacedMessage | None = None


@dataclass(frozen=True, slots=True)
class NotificationPage:
    """A page, newest first; its neighbours as `PageRange.neighbours` names them. `read_upto` is the marker."""

    items: tuple[ShownNotification, ...]
    read_upto: int
    next_before: int | None
    next_after: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a list of single entries goes on: below an entry of the group at a position."""

    position: int
    entry_id: int


@dataclass(frozen=True, slots=True)
class EntryPage:
    """A page of notifications of one account each; `next_place` goes into the cursor, None at the end."""

    items: tuple[ShownNotification, ...]
    next_place: Place | None


@dataclass(slots=True)
class _Found:
    muted: frozenset[int]
    tweets: Mapping[int, ShownTweet] = field(default_factory=dict)
    messages: Mapping[int, PlacedMessage] = field(default_factory=dict)
    users: Mapping[int, User] = field(default_factory=dict)
    followed: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class ReadNotifications:
    """Groups beside the marker, the pairs that hide something and the invalidation log; then tweets and profiles.

    Whatever was checked when a notification was made is checked again: a block, a mute, a deleted tweet, an unsent
    message or a muted thread hides it from the next read on. Messages are found by their ids, after the groups.
    """

    store: Notifications
    read_tweets: ReadTweets
    find_message: FindMessage
    users: Users
    parallel: Parallel
    clock: Clock

    def run(
        self, viewer: Viewer, wanted: Wanted, page: PageRange, *, most_actors: int = MAX_SHOWN_ACTORS
    ) -> NotificationPage:
        """Return a page; the range is one of positions."""
        read, me = self.groups(viewer, wanted), viewer.user_id
        (answer,), exclusions = self.read_tweets.first_trip(
            viewer,
            lambda: both(self.parallel, lambda: read(page.one_more()), lambda: self.store.inbox(me)),
        )
        part, inbox = answer
        return self._filled(viewer, wanted, inbox, exclusions, part, page, most_actors, read)

    def groups(self, viewer: Viewer, wanted: Wanted) -> Groups:
        """Return what reads the groups that a request is about."""
        return groups_of(self.store, viewer.user_id, filtered=wanted.filtered, sender_id=wanted.actor_id)

    def of_subject(self, viewer: Viewer, subject: Subject, most_actors: int) -> ShownNotification:
        """Return a group. Raise a DomainError (not found) for one that is not there, or not to be seen."""
        (answer,), exclusions = self.read_tweets.first_trip(
            viewer,
            lambda: both(
                self.parallel,
                lambda: self.store.group(subject),
                lambda: self.store.inbox(viewer.user_id),
            ),
        )
        group, inbox = answer
        groups = [] if group is None or group.position is None else [group]
        shown = self.show(viewer, Wanted(), inbox, exclusions, groups, most_actors)
        if not shown or shown[0] is None:
            raise not_found("notification")
        return shown[0]

    def unfolded(self, viewer: Viewer, wanted: Wanted, place: Place | None, limit: int, after: int = 0) -> EntryPage:
        """Return a page of single entries: those of a group stand together where the group stands, newest first.

        None of a group that stands at `after` or below it is shown.
        """
        before = None if place is None else place.position + 1
        page = self.run(viewer, wanted, PageRange(limit, before, after), most_actors=MAX_ENTRIES)
        found = [
            (group.id, replace(group, id=entry_id, actors=actors, entry_ids=(entry_id,), actor_count=1, more=False))
            for group in page.items
            for entry_id, actors in single_entries(group)
            if place is None or group.id != place.position or entry_id < place.entry_id
        ]
        items = tuple(replace(each, unread=each.id > page.read_upto and not each.filtered) for _, each in found[:limit])
        if len(found) > limit:
            position, last = found[limit - 1]
            return EntryPage(items, Place(position, last.id))
        return EntryPage(items, None if page.next_before is None else Place(page.next_before - 1, MAX_ID))

    def count_unread(self, viewer: Viewer, wanted: Wanted) -> tuple[int, int]:
        """Return how many groups `run` would show as unread, at most one more than `UNREAD_CAP`, and the marker."""
        (inbox,), exclusions = self.read_tweets.first_trip(viewer, lambda: self.store.inbox(viewer.user_id))
        unread = PageRange(UNREAD_CAP + 1, after=inbox.read_upto)
        part = self.store.page(viewer.user_id, unread.one_more())
        read = self.groups(viewer, wanted)
        page = self._filled(viewer, wanted, inbox, exclusions, part, unread, MAX_SHOWN_ACTORS, read)
        return sum(each.unread for each in page.items), inbox.read_upto

    def mark_read(self, viewer: Viewer, upto: int | None) -> int:
        """Mark everything up to an id as read, without one everything there is; return the marker as it stands.

        An id of the future would swallow what comes: the marker goes no further than now.
        """
        me, latest = viewer.user_id, self.latest(viewer)
        self.store.mark_read(me, latest if upto is None else min(upto, latest), self.clock.now_ms())
        return self.store.inbox(me).read_upto

    def latest(self, viewer: Viewer) -> int:
        """Return the highest id that can have been read: now, or the newest notification where clocks disagree."""
        newest = self.store.page(viewer.user_id, PageRange(1))
        return max(id_at(self.clock.now_ms()), *(group.position or 0 for group in newest), 0)

    def _filled(
        self,
        viewer: Viewer,
        wanted: Wanted,
        inbox: Inbox,
        exclusions: Exclusions,
        first: Sequence[Group],
        page: PageRange,
        most_actors: int,
        read: Groups,
    ) -> NotificationPage:
        """Hydrate, drop what may not be seen, and read on until the page is full.

        Reads ask for one group more than is wanted, so that the last page knows that it is the last.
        """
        shown: list[ShownNotification] = []
        part, size = first, page.limit + 1
        position: int | None = None
        newest: int | None = None

        def filled(reached: int | None) -> NotificationPage:
            items = page.newest_first(shown)
            return NotificationPage(items, inbox.read_upto, *page.neighbours(reached, newest))

        for number in range(MAX_ROUNDS):
            batch = part[: size - 1]
            newest = max([*(each.position or 0 for each in batch), *([] if newest is None else [newest])], default=None)
            for group, each in zip(
                batch, self.show(viewer, wanted, inbox, exclusions, batch, most_actors), strict=True
            ):
                if len(shown) == page.limit:
                    # Full in the middle of a round: the next page begins with this one.
                    return filled(page.position_at(group.position or 0))
                if each is not None:
                    shown.append(each)
            if len(part) < size:
                return filled(None)
            position = batch[-1].position
            if len(shown) >= page.limit:
                break
            size = min(WIDEST_ROUND, page.limit << number) + 1
            part = read(page.beyond(position or 0, size))
        return filled(position)

    def show(
        self,
        viewer: Viewer,
        wanted: Wanted,
        inbox: Inbox,
        exclusions: Exclusions,
        groups: Sequence[Group],
        most_actors: int,
    ) -> list[ShownNotification | None]:
        """Return each group as it may be seen, None where nothing of it may."""
        sight = self.read_tweets.sight(viewer, Reading.NOTIFICATIONS, exclusions)
        heard = [self.heard(group, sight, wanted, inbox) for group in groups]
        found = self._hydrate(viewer, exclusions, [group for group in heard if group is not None], most_actors)
        sight = replace(sight, followed=found.followed)
        return [
            None if left is None else _present(left, group.position or 0, sight, inbox, found, most_actors)
            for group, left in zip(groups, heard, strict=True)
        ]

    def heard(self, group: Group, sight: Sight, wanted: Wanted, inbox: Inbox) -> Group | None:
        """Return what is left of a group without what was cleared and the accounts that the recipient may not hear."""
        kind = group.subject.kind
        if not wanted.has(kind) or kind in inbox.choices.off:
            return None
        # An entry of the platform itself has no pair.
        entries = [
            entry
            for entry in group.recent(sight.now_ms).standing
            if entry.id > inbox.cleared_upto
            and wanted.actor_id in (None, entry.actor_id)
            and sight.may_show(TimelineEntry(entry.id, entry.actor_id))
        ]
        return replace(group, entries=tuple(entries)) if entries else None

    def _hydrate(self, viewer: Viewer, exclusions: Exclusions, groups: Sequence[Group], most_actors: int) -> _Found:
        found = _Found(muted=exclusions.muted_threads)
        about_tweets = [group for group in groups if group.subject.kind in ABOUT_TWEETS]
        entries = {
            group.subject.object_id: TimelineEntry(group.subject.object_id, group.author_id or viewer.user_id)
            for group in about_tweets
        }
        actors = {entry.actor_id for group in groups for entry in group.entries[:most_actors]} - {NOBODY}
        messages = [group.subject.object_id for group in groups if group.subject.kind in ABOUT_MESSAGES]

        def tweets() -> None:
            shown = self.read_tweets.show(viewer, list(entries.values()), Reading.NOTIFICATIONS, exclusions=exclusions)
            found.tweets = {each.tweet.id: each for each in shown}

        def written() -> None:
            found.messages = self.find_message.many(viewer, messages)

        def users() -> None:
            found.users = self.users.get_many(actors)

        needed = ((entries, tweets), (messages, written), (actors, users))
        self.parallel.run([read for about, read in needed if about])
        # Only followers may learn what a protected account retweets; mostly there is none to look up.
        retweeters = {
            entry.actor_id for group in groups if group.subject.kind is Kind.RETWEET for entry in group.entries
        }
        protected = {each.id for each in found.users.values() if each.protected and each.id in retweeters}
        if protected:
            pairs = self.read_tweets.relationships.get_many(viewer.user_id, protected)
            found.followed = frozenset(other for other, pair in pairs.items() if pair.following)
        return found


def _present(
    group: Group, position: int, sight: Sight, inbox: Inbox, found: _Found, most_actors: int
) -> ShownNotification | None:
    """Return a group as it may be shown; `position` is where it is stored, hidden entries included."""
    kind = group.subject.kind
    tweet = found.tweets.get(group.subject.object_id)
    message = found.messages.get(group.subject.object_id)
    # A quote is told in the thread of what it quotes, and is of one itself.
    if kind in ABOUT_TWEETS and (tweet is None or group.conversation_id in found.muted):
        return None
    if kind in ABOUT_MESSAGES and message is None:
        return None
    if tweet is not None and tweet.tweet.author_id != sight.viewer_id and inbox.choices.silences(tweet.tweet.text):
        return None
    seen = [
        (entry.id, user)
        for entry in group.entries[:most_actors]
        if (user := found.users.get(entry.actor_id)) is not None and _may_name(sight, kind, user)
    ]
    if not seen and kind not in NOTICES:
        return None
    count = len(seen) + len(group.entries[most_actors:])
    total = _total(kind, tweet) if group.saturated else 0
    newest = seen[0][0] if seen else position
    return ShownNotification(
        id=position,
        kind=kind,
        actors=tuple(user for _, user in seen),
        entry_ids=tuple(entry_id for entry_id, _ in seen),
        actor_count=max(count, total),
        more=group.saturated and total <= count,
        tweet=tweet,
        # What was set aside is no news.
        unread=newest > inbox.read_upto and not group.aside,
        measure=group.measure,
        draft_id=group.subject.object_id if kind is Kind.DRAFT_FAILED else None,
        object_id=group.subject.object_id,
        filtered=group.aside,
        message=message,
    )


def _may_name(sight: Sight, kind: Kind, actor: User) -> bool:
    if kind is Kind.RETWEET:
        return sight.sees_retweet(actor)
    return sight.may_meet(actor) and sight.hears(actor)


def single_entries(group: ShownNotification) -> list[tuple[int, tuple[User, ...]]]:
    """Return the entries of a group with their account; a notice has none."""
    if not group.actors:
        return [(group.id, ())]
    return [(entry_id, (actor,)) for entry_id, actor in zip(group.entry_ids, group.actors, strict=True)]


def _total(kind: Kind, tweet: ShownTweet | None) -> int:
    """Return a tweet's own total, which counts also those that a full group has forgotten."""
    if tweet is None:
        return 0
    return {Kind.LIKE: tweet.tweet.counts.likes, Kind.RETWEET: tweet.tweet.counts.retweets}.get(kind, 0)
