"""Read the home timeline: what was pushed, what celebrities and the reader posted, and followed hashtags, merged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from linnet.domain.paging import PageRange
from linnet.domain.timelines import (
    Slice,
    Timeline,
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
from linnet.ports.environment import Parallel
from linnet.ports.graph import FollowIndex
from linnet.ports.timelines import Heads, TagTimelines, Timelines
from linnet.ports.tweets import AuthorIndex
from linnet.services.fill_page import fill_page
from linnet.services.note_visit import NoteVisit
from linnet.services.read_heads import head_reads
from linnet.services.read_tweets import ReadTweets

# Whose posts are merged on the spot while a timeline is being rebuilt: those followed last. Answers to any of the
# followees of one read count as answers among the followed.
PULLED_FOLLOWEES: Final = 100
FOLLOWEES_A_READ: Final = 500


@dataclass(frozen=True, slots=True)
class ReadHome:
    """Answer in two trips: ids beside the viewer's exclusions and the log, then what they stand for.

    A reader who comes back after a long time (or for the first time) gets posts of the newest followees, merged, until
    the rebuild of the stored timeline has run.
    """

    read_tweets: ReadTweets
    timelines: Timelines
    heads: Heads
    tag_timelines: TagTimelines
    authors: AuthorIndex
    follows: FollowIndex
    visits: NoteVisit
    parallel: Parallel

    def run(self, viewer: Viewer, page: PageRange) -> ShownPage:
        """Return a page of home."""
        first = page.one_more()
        stored: list[Slice] = []
        others: list[Slice] = []
        states: list[TimelineState] = []
        settled = self.visits.settled(viewer)
        reads = self._other_reads(viewer, first, others)
        _, exclusions = self.read_tweets.first_trip(
            viewer,
            lambda: stored.append(self._stored(viewer, first)),
            *(() if settled else (lambda: states.append(self.visits.state(viewer)),)),
            *reads,
        )
        ready = settled or self.visits.ready(states[0])
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

        self.parallel.run([fill, *(self.visits.call(viewer, state) for state in states)])
        return pages[0]

    def _stored(self, viewer: Viewer, page: PageRange) -> Slice:
        return slice_of(self.timelines.page(Timeline(viewer.user_id), page), page.limit)

    def _other_reads(self, viewer: Viewer, page: PageRange, into: list[Slice]) -> list[Callable[[], None]]:
        return [
            lambda: into.append(self._own(viewer, page)),
            *head_reads(self.heads, viewer.pulled_followees, page, into),
            *(self._tag_read(tag, page, into) for tag in sorted(viewer.followed_tags)),
        ]

    def _own(self, viewer: Viewer, page: PageRange) -> Slice:
        return slice_of_author(self.authors.by_author(viewer.user_id, page), page.limit, belongs_home)

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
