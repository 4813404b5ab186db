"""Read the timeline of a list: what was pushed for its members, and what celebrities among them posted, merged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.errors import not_found
from linnet.domain.lists import RepliesPolicy, UserList
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
from linnet.domain.views import ShownPage, ShownTweet
from linnet.domain.visibility import Reading
from linnet.ports.environment import Parallel
from linnet.ports.graph import FollowIndex
from linnet.ports.lists import Lists
from linnet.ports.timelines import Heads, Timelines
from linnet.ports.tweets import AuthorIndex
from linnet.services.fill_page import fill_page
from linnet.services.note_visit import NoteVisit
from linnet.services.read_heads import head_reads
from linnet.services.read_tweets import ReadTweets

# Whose posts are merged on the spot while timelines are being rebuilt.
PULLED_MEMBERS: Final = 100
FOLLOWEES_A_READ: Final = 500


@dataclass(frozen=True, slots=True)
class ReadList:
    """Answer in two trips, as home does; the list itself is read in the first.

    What is stored is what the members' posts brought, whatever the list said then. Who is a member and which answers
    are wanted is decided at read: so a change of the list shows at once, and undoing it loses nothing.
    """

    read_tweets: ReadTweets
    lists: Lists
    timelines: Timelines
    heads: Heads
    authors: AuthorIndex
    follows: FollowIndex
    visits: NoteVisit
    parallel: Parallel

    def run(self, viewer: Viewer, list_id: int, page: PageRange) -> ShownPage:
        """Return a page of a list. Raise a DomainError: not found."""
        first = page.one_more()
        found: list[UserList | None] = []
        stored: list[Slice] = []
        pulled: list[Slice] = []
        states: list[TimelineState] = []
        timeline = Timeline(viewer.user_id, list_id)
        settled = self.visits.settled(viewer)
        _, exclusions = self.read_tweets.first_trip(
            viewer,
            lambda: found.append(self.lists.get(viewer.user_id, list_id)),
            lambda: stored.append(self._stored(timeline, first)),
            *(() if settled else (lambda: states.append(self.visits.state(viewer)),)),
            # Who is a member is only being read; heads are cached, and there are few.
            *head_reads(self.heads, viewer.pulled_followees, first, pulled),
        )
        read = found[0]
        if read is None:
            raise not_found("list")
        ready = settled or self.visits.ready(states[0])
        if not ready:
            stored = self._fresh(viewer, read, first)
        # Of celebrities who are no members nothing must shorten the page either.
        heads = [each for each in pulled if each.entries and each.entries[0].author_id in read.members]

        def more(following: PageRange) -> Slice:
            parts: list[Slice] = []
            calls = head_reads(self.heads, viewer.pulled_followees & read.members, following, parts)
            if ready:
                calls.append(lambda: parts.append(self._stored(timeline, following)))
            else:
                parts.extend(self._fresh(viewer, read, following))
            self.parallel.run(calls)
            return _within(read, parts, page)

        pages: list[ShownPage] = []

        def fill() -> None:
            filled = fill_page(
                self.read_tweets,
                viewer,
                Reading.LIST,
                exclusions,
                page=page,
                first=_within(read, [*stored, *heads], page),
                more=more,
                keep=lambda shown: _wanted(read, shown),
            )
            pages.append(filled)

        self.parallel.run([fill, *(self.visits.call(viewer, state) for state in states)])
        return pages[0]

    def _stored(self, timeline: Timeline, page: PageRange) -> Slice:
        return slice_of(self.timelines.page(timeline, page), page.limit)

    def _fresh(self, viewer: Viewer, read: UserList, page: PageRange) -> list[Slice]:
        """Read members' own posts, while what is stored is not in order."""
        known = {viewer.user_id, *read.members}
        if read.replies_policy is RepliesPolicy.FOLLOWED:
            known |= {each.user_id for each in self.follows.following(viewer.user_id, PageRange(FOLLOWEES_A_READ))}

        def belongs(entry: AuthorEntry) -> bool:
            return belongs_home(entry) or (not entry.deleted and entry.reply_to_author_id in known)

        def of(author_id: int) -> Callable[[], Slice]:
            return lambda: slice_of_author(self.authors.by_author(author_id, page), page.limit, belongs)

        members = sorted(read.members - viewer.pulled_followees)[:PULLED_MEMBERS]
        return self.parallel.run([of(each) for each in members])


def _within(read: UserList, parts: list[Slice], page: PageRange) -> Slice:
    """Merge parts, without who is no member any more."""
    whole = merged(parts, ascending=page.ascending)
    return replace(whole, entries=tuple(entry for entry in whole.entries if entry.author_id in read.members))


def _wanted(read: UserList, shown: ShownTweet) -> bool:
    # What a member retweets was chosen by the member, whomever it answers.
    return shown.retweet is not None or read.shows(shown.tweet.author_id, shown.tweet.reply_to_author_id)
