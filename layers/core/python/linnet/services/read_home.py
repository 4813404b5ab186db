"""Read the home timeline: what was pushed, what celebrities and the reader posted, and followed hashtags, merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from linnet.domain.paging import PageRange
from linnet.domain.timelines import (
    DAY_MS,
    Slice,
    TimelineState,
    belongs_home,
    merged,
    slice_of,
    slice_of_author,
)
from linnet.domain.tweets import AuthorEntry
from linnet.domain.users import Viewer
from linnet.domain.views import ShownPage
from linnet.domain.visibility import Reading
from linnet.ports.environment import Clock, Parallel
from linnet.ports.graph import FollowIndex
from linnet.ports.identity import Accounts
from linnet.ports.timelines import Heads, HomeTimelines, Job, Jobs, TagTimelines
from linnet.ports.tweets import AuthorIndex
from linnet.services.fill_page import fill_page
from linnet.services.read_tweets import ReadTweets

HEADS_A_CALL: Final = 100
# Whose posts are merged on the spot while a timeline is being rebuilt: those followed last. Answers to any of the
# followees of one read count as answers among the followed.
PULLED_FOLLOWEES: Final = 100
FOLLOWEES_A_READ: Final = 500
# A rebuild that has not come by then is queued again.
REBUILD_PATIENCE_MS: Final = 600_000


@dataclass(frozen=True, slots=True)
class ReadHome:
    """Answer in two trips: ids beside the viewer's exclusions and the log, then what they stand for.

    A reader who comes back after a long time (or for the first time) gets posts of the newest followees, merged, until
    the rebuild of the stored timeline has run.
    """

    read_tweets: ReadTweets
    homes: HomeTimelines
    heads: Heads
    tag_timelines: TagTimelines
    authors: AuthorIndex
    follows: FollowIndex
    accounts: Accounts
    jobs: Jobs
    parallel: Parallel
    clock: Clock
    dormant_days: int

    def run(self, viewer: Viewer, page: PageRange) -> ShownPage:
        """Return a page of home."""
        first = page.one_more()
        stored: list[Slice] = []
        others: list[Slice] = []
        states: list[TimelineState] = []
        # Seen today with a timeline in order: that holds for the rest of the day and came with the token.
        settled = viewer.last_seen_day >= self._today()
        reads = self._other_reads(viewer, first, others)
        _, exclusions = self.read_tweets.first_trip(
            viewer,
            lambda: stored.append(self._stored(viewer, first)),
            *(() if settled else (lambda: states.append(self._state(viewer)),)),
            *reads,
        )
        ready = settled or self._ready(states[0])
        if not ready:
            stored = self._pulled(viewer, first)

        def more(following: PageRange) -> Slice:
            parts: list[Slice] = []
            calls = self._other_reads(viewer, following, parts)
            if ready:
                calls.append(lambda: parts.append(self._stored(viewer, following)))
            else:
                parts.extend(self._pulled(viewer, following))
            self.parallel.run(calls)
            return merged(parts, ascending=page.ascending)

        pages: list[ShownPage] = []

        def fill() -> None:
            filled = fill_page(
                self.read_tweets,
                viewer,
                Reading.HOME,
                exclusions,
                page=page,
                first=merged([*stored, *others], ascending=page.ascending),
                more=more,
            )
            pages.append(filled)

        self.parallel.run([fill, *(self._visit(viewer, state) for state in states)])
        return pages[0]

    def _state(self, viewer: Viewer) -> TimelineState:
        return self.homes.states([viewer.user_id]).get(viewer.user_id, TimelineState())

    def _today(self) -> int:
        return self.clock.now_ms() // DAY_MS

    def _ready(self, state: TimelineState) -> bool:
        return state.ready and not state.dormant(self.clock.now_ms(), self.dormant_days)

    def _visit(self, viewer: Viewer, state: TimelineState) -> Callable[[], None]:
        return lambda: self._note_visit(viewer, state)

    def _note_visit(self, viewer: Viewer, state: TimelineState) -> None:
        """Write down the visit once a day; a reader who was long away has the timeline rebuilt."""
        now_ms, today = self.clock.now_ms(), self._today()
        overdue = not state.ready and now_ms - state.returned_ms > REBUILD_PATIENCE_MS
        if overdue or state.dormant(now_ms, self.dormant_days):
            # First the state, so that pushes reach the reader again, then the job, so that it sees all earlier posts.
            self.homes.set_state(viewer.user_id, TimelineState(last_seen_day=today, returned_ms=now_ms))
            self.jobs.send([Job("rebuild", author_id=viewer.user_id, viewer_id=viewer.user_id)])
            return
        if state.last_seen_day < today:
            self.homes.set_state(viewer.user_id, TimelineState(last_seen_day=today))
        if state.ready:
            # From now on the account, which is read with the token, spares the day's further reads the state.
            self.accounts.touch_last_seen(viewer.user_id, today)

    def _stored(self, viewer: Viewer, page: PageRange) -> Slice:
        return slice_of(self.homes.page(viewer.user_id, page), page.limit)

    def _other_reads(self, viewer: Viewer, page: PageRange, into: list[Slice]) -> list[Callable[[], None]]:
        celebrities = sorted(viewer.pulled_followees)
        chunks = [celebrities[at : at + HEADS_A_CALL] for at in range(0, len(celebrities), HEADS_A_CALL)]
        return [
            lambda: into.append(self._own(viewer, page)),
            *(self._head_read(chunk, page, into) for chunk in chunks),
            *(self._tag_read(tag, page, into) for tag in sorted(viewer.followed_tags)),
        ]

    def _own(self, viewer: Viewer, page: PageRange) -> Slice:
        return slice_of_author(self.authors.by_author(viewer.user_id, page), page.limit, belongs_home)

    def _head_read(self, chunk: Sequence[int], page: PageRange, into: list[Slice]) -> Callable[[], None]:
        def read() -> None:
            # Home reaches back to the end of a head, as it does to the end of a stored timeline.
            heads = self.heads.get_many(chunk).values()
            into.extend(slice_of(page.of(head), page.limit) for head in heads)

        return read

    def _tag_read(self, tag: str, page: PageRange, into: list[Slice]) -> Callable[[], None]:
        return lambda: into.append(slice_of(self.tag_timelines.page(tag, page), page.limit))

    def _pulled(self, viewer: Viewer, page: PageRange) -> list[Slice]:
        followees = [each.user_id for each in self.follows.following(viewer.user_id, PageRange(FOLLOWEES_A_READ))]
        known = {viewer.user_id, *followees}

        def belongs(entry: AuthorEntry) -> bool:
            return belongs_home(entry) or (not entry.deleted and entry.reply_to_author_id in known)

        def read(author_id: int) -> Callable[[], Slice]:
            return lambda: slice_of_author(self.authors.by_author(author_id, page), page.limit, belongs)

        newest = [each for each in followees if each not in viewer.pulled_followees][:PULLED_FOLLOWEES]
        return self.parallel.run([read(each) for each in newest])
