"""List the senders whose notifications were set aside, as they may be seen now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.errors import not_found
from linnet.domain.exclusions import Exclusions
from linnet.domain.notification_choices import Inbox
from linnet.domain.notification_requests import NotificationRequest
from linnet.domain.paging import PageRange
from linnet.domain.timelines import TimelineEntry
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownTweet
from linnet.domain.visibility import Reading
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import Users
from linnet.ports.notifications import Notifications
from linnet.services.at_once import both
from linnet.services.fill_accounts import fill_accounts
from linnet.services.read_tweets import ReadTweets

# Nobody counts further.
MOST_COUNTED: Final = 100


@dataclass(frozen=True, slots=True)
class ShownRequest:
    """A sender, how much was written that waits, from when to when by id, and the newest tweet of it."""

    sender: User
    count: int
    oldest_id: int
    newest_id: int
    tweet: ShownTweet | None


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A page, newest first; its neighbours as `PageRange.neighbours` names them."""

    items: tuple[ShownRequest, ...]
    next_before: int | None
    next_after: int | None


@dataclass(frozen=True, slots=True)
class ReadNotificationRequests:
    """Who was accepted asks no more; who is blocked, muted or takes no part is left out, and so is what was cleared."""

    store: Notifications
    read_tweets: ReadTweets
    users: Users
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer, page: PageRange) -> RequestPage:
        """Return a page; the range is one of positions."""
        return self._page(viewer, page, tweets=True)

    def one(self, viewer: Viewer, sender_id: int) -> ShownRequest:
        """Return what waits of a sender. Raise a DomainError (not found) where nothing does, or is not to be seen."""
        me = viewer.user_id
        (answer,), exclusions = self.read_tweets.first_trip(
            viewer,
            lambda: both(self.parallel, lambda: self.store.requests(me, [sender_id]), lambda: self.store.inbox(me)),
        )
        found, inbox = answer
        asking = self._asking(found.values(), inbox)
        kept = self._kept(viewer, exclusions, list(self.users.get_many([each.sender_id for each in asking]).values()))
        if not kept:
            raise not_found("notification request")
        return self._shown(viewer, exclusions, kept, {each.sender_id: each for each in asking}, tweets=True)[0]

    def count(self, viewer: Viewer) -> tuple[int, int]:
        """Return how many senders ask and how much of them waits, of the newest hundred senders."""
        items = self._page(viewer, PageRange(MOST_COUNTED), tweets=False).items
        return len(items), sum(each.count for each in items)

    def merged(self, viewer: Viewer) -> bool:
        """Tell whether all that was accepted is told of: it is, unless an acceptance was cut off."""
        now_ms = self.clock.now_ms()
        page = self.store.requests_page(viewer.user_id, PageRange(MOST_COUNTED))
        return not any(each.accepted(now_ms) for each in page)

    def _page(self, viewer: Viewer, page: PageRange, *, tweets: bool) -> RequestPage:
        me = viewer.user_id
        (answer,), exclusions = self.read_tweets.first_trip(
            viewer,
            lambda: both(
                self.parallel,
                lambda: self.store.requests_page(me, page.one_more()),
                lambda: self.store.inbox(me),
            ),
        )
        first, inbox = answer
        read: dict[int, NotificationRequest] = {}

        def remember(part: Sequence[NotificationRequest]) -> Sequence[NotificationRequest]:
            read.update({each.sender_id: each for each in self._asking(part, inbox)})
            return part

        filled = fill_accounts(
            self.users,
            page,
            lambda further: remember(self.store.requests_page(me, further)),
            remember(first),
            lambda found: [each for each in self._kept(viewer, exclusions, found) if each.id in read],
        )
        items = self._shown(viewer, exclusions, filled.users, read, tweets=tweets)
        return RequestPage(tuple(items), filled.next_before, filled.next_after)

    def _asking(self, requests: Iterable[NotificationRequest], inbox: Inbox) -> list[NotificationRequest]:
        now_ms = self.clock.now_ms()
        left = (each.after(inbox.cleared_upto) for each in requests if not each.accepted(now_ms))
        return [each for each in left if each.written]

    def _kept(self, viewer: Viewer, exclusions: Exclusions, found: Sequence[User]) -> list[User]:
        sight = self.read_tweets.sight(viewer, Reading.NOTIFICATIONS, exclusions)
        return [each for each in found if sight.may_meet(each) and sight.hears(each)]

    def _shown(
        self,
        viewer: Viewer,
        exclusions: Exclusions,
        senders: Sequence[User],
        requests: dict[int, NotificationRequest],
        *,
        tweets: bool,
    ) -> list[ShownRequest]:
        newest = {each.id: requests[each.id].written[0] for each in senders}
        entries = [TimelineEntry(waiting.object_id, sender_id) for sender_id, waiting in newest.items()]
        shown = (
            self.read_tweets.show(viewer, entries, Reading.NOTIFICATIONS, exclusions=exclusions)
            if tweets and entries
            else []
        )
        by_id = {each.tweet.id: each for each in shown}
        return [
            ShownRequest(
                sender=each,
                count=len(requests[each.id].written),
                oldest_id=requests[each.id].written[-1].id,
                newest_id=newest[each.id].id,
                tweet=by_id.get(newest[each.id].object_id),
            )
            for each in senders
        ]
