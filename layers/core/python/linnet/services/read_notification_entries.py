"""Read notifications one by one, in the order in which they came: what apps for Mastodon page through."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import islice
from typing import Final

from linnet.domain.errors import not_found
from linnet.domain.exclusions import Exclusions
from linnet.domain.notification_choices import Inbox
from linnet.domain.notifications import MAX_ENTRIES, Entry, Group, Subject
from linnet.domain.paging import PageRange
from linnet.domain.users import Viewer
from linnet.domain.visibility import Reading, Sight
from linnet.services.at_once import both
from linnet.services.gather_filtered import Groups, waiting_groups
from linnet.services.read_notifications import ReadNotifications, ShownNotification, Wanted, single_entries

# Groups that are read at once, and how often: who pages deeper than this has what came later in full.
GROUPS_AT_ONCE: Final = 60
MOST_READS: Final = 12
# A page that is still short then is handed out as it is.
MAX_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class ShownEntries:
    """A page of notifications of one account each, newest first; `more` tells that reading could go on."""

    items: tuple[ShownNotification, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class ReadNotificationEntries:
    """A group stands at its newest entry, so an entry lies in a group that stands at its own id or above.

    Going down from the newest group, every entry above the last group that was read is known, and is handed out in
    order. Below a position the groups above it are read as well: they may have older entries.
    """

    groups: ReadNotifications

    def run(self, viewer: Viewer, wanted: Wanted, part: PageRange) -> ShownEntries:
        """Return a page of the entries whose ids lie in a range."""
        after, read = part.after or 0, self.groups.groups(viewer, wanted)
        (answer,), exclusions = self.groups.read_tweets.first_trip(
            viewer,
            lambda: both(
                self.groups.parallel,
                lambda: read(PageRange(GROUPS_AT_ONCE, after=after)),
                lambda: self.groups.store.inbox(viewer.user_id),
            ),
        )
        first, inbox = answer
        sight = self.groups.read_tweets.sight(viewer, Reading.NOTIFICATIONS, exclusions)
        reading = _Reading(self, read, wanted, replace(part, after=after), inbox, sight)
        candidates = reading.ascending(first) if part.ascending else reading.descending(first)
        shown: list[ShownNotification] = []
        for _ in range(MAX_ROUNDS):
            batch = list(islice(candidates, part.limit + 1 - len(shown)))
            shown += self._shown(viewer, wanted, inbox, exclusions, batch)
            if not batch or len(shown) > part.limit:
                break
        page = shown[: part.limit]
        return ShownEntries(part.newest_first(page), len(shown) > len(page) or bool(batch and page))

    def one(self, viewer: Viewer, entry_id: int) -> ShownNotification:
        """Return a notification. Raise a DomainError (not found) for one that is not there, or not to be seen."""
        (answer,), exclusions = self.groups.read_tweets.first_trip(
            viewer,
            lambda: both(
                self.groups.parallel,
                lambda: self.holding(viewer, entry_id),
                lambda: self.groups.store.inbox(viewer.user_id),
            ),
        )
        group, inbox = answer
        sought = [(entry, group) for entry in group.standing if entry.id == entry_id]
        found = self._shown(viewer, Wanted(), inbox, exclusions, sought)
        if not found:
            raise not_found("notification")
        return found[0]

    def holding(self, viewer: Viewer, entry_id: int) -> Group:
        """Return the group in which an entry stands, or waits alone. Raise a DomainError (not found) for none."""
        reached = entry_id - 1
        for _ in range(MOST_READS):
            # Most groups have one entry, which is where they stand.
            found = self.groups.store.page(viewer.user_id, PageRange(GROUPS_AT_ONCE, after=reached, ascending=True))
            for group in found:
                if any(each.id == entry_id for each in group.standing):
                    return group
            if len(found) < GROUPS_AT_ONCE:
                break
            reached = found[-1].position or reached
        for group in waiting_groups(self.groups.store, viewer.user_id):
            if group.position == entry_id:
                return group
        raise not_found("notification")

    def _shown(
        self,
        viewer: Viewer,
        wanted: Wanted,
        inbox: Inbox,
        exclusions: Exclusions,
        batch: Sequence[tuple[Entry, Group]],
    ) -> list[ShownNotification]:
        """Return those of the entries that may be seen, in their order."""
        chosen: dict[tuple[Subject, bool, int], Group] = {}
        for entry, group in batch:
            # Each of what was set aside is a group of its own.
            key = (group.subject, group.aside, entry.actor_id if group.aside else 0)
            known = chosen.get(key)
            entries = (*(() if known is None else known.entries), entry)
            newest_first = sorted(entries, key=lambda each: each.id, reverse=True)
            chosen[key] = replace(group, entries=tuple(newest_first))
        shown = self.groups.show(viewer, wanted, inbox, exclusions, list(chosen.values()), MAX_ENTRIES)
        by_id = {
            entry_id: replace(
                each,
                id=entry_id,
                actors=actors,
                entry_ids=(entry_id,),
                actor_count=1,
                more=False,
                unread=entry_id > inbox.read_upto and not each.filtered,
            )
            for each in shown
            if each is not None
            for entry_id, actors in single_entries(each)
        }
        return [by_id[entry.id] for entry, _ in batch if entry.id in by_id]


@dataclass(frozen=True, slots=True)
class _Reading:
    """Groups that are read further and further down, and the entries in them that may be looked at."""

    entries: ReadNotificationEntries
    read: Groups
    wanted: Wanted
    part: PageRange
    inbox: Inbox
    sight: Sight

    def descending(self, first: Sequence[Group]) -> Iterator[tuple[Entry, Group]]:
        """Yield entries, newest first, reading on only when one could be missed."""
        # No two groups have one subject: ids that are equal nevertheless are told apart by it.
        waiting: list[tuple[int, str, int, Entry, Group]] = []
        for groups, floor in self._chunks(first):
            for entry, group in self._of(groups):
                heappush(waiting, (-entry.id, group.subject.kind, group.subject.object_id, entry, group))
            while waiting and -waiting[0][0] > floor:
                *_, entry, group = heappop(waiting)
                yield entry, group

    def ascending(self, first: Sequence[Group]) -> Iterator[tuple[Entry, Group]]:
        """Yield entries, oldest first: any group above may have the oldest of them."""
        found = [pair for groups, _ in self._chunks(first) for pair in self._of(groups)]
        yield from sorted(found, key=lambda pair: pair[0].id)

    def _chunks(self, first: Sequence[Group]) -> Iterator[tuple[Sequence[Group], int]]:
        """Yield groups with the id above which all entries are known."""
        after = self.part.after or 0
        groups = first
        for number in range(MOST_READS):
            ends = len(groups) < GROUPS_AT_ONCE
            floor = after if ends or number == MOST_READS - 1 else groups[-1].position or after
            yield groups, floor
            if ends:
                return
            groups = self.read(PageRange(GROUPS_AT_ONCE, groups[-1].position, after))

    def _of(self, groups: Sequence[Group]) -> Iterator[tuple[Entry, Group]]:
        for group in groups:
            left = self.entries.groups.heard(group, self.sight, self.wanted, self.inbox)
            if left is not None:
                yield from ((entry, left) for entry in left.entries if self.part.holds(entry.id))
