"""Read public timelines: the newest tweets, and those with a hashtag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.ids import id_at
from linnet.domain.paging import PageRange
from linnet.domain.timelines import PUBLIC_FEED, Slice, fold_tag, merged, slice_of, slice_of_author, tag_feed
from linnet.domain.tweets import Audience, AuthorEntry
from linnet.domain.users import Viewer
from linnet.domain.views import ShownPage, ShownTweet
from linnet.domain.visibility import Reading
from linnet.ports.environment import Clock, Parallel
from linnet.ports.timelines import Feeds
from linnet.ports.tweets import AuthorIndex
from linnet.services.fill_page import fill_page
from linnet.services.read_tweets import ReadTweets

# Feeds are filled by the stream; the reader's own tweets that are younger than this are added at read.
FEED_LAG_MS: Final = 120_000


@dataclass(frozen=True, slots=True)
class ReadFeeds:
    """Answer in two trips. Who has just posted finds the tweet there, whether or not the stream has come by."""

    read_tweets: ReadTweets
    feeds: Feeds
    authors: AuthorIndex
    parallel: Parallel
    clock: Clock

    def public(self, viewer: Viewer | None, page: PageRange) -> ShownPage:
        """Return a page of the newest public tweets that are no replies."""

        def original(entry: AuthorEntry) -> bool:
            return _public(entry) and entry.reply_to_id is None

        return self._page(viewer, PUBLIC_FEED, page, original, lambda shown: shown.tweet.reply_to_id is None)

    def hashtag(self, viewer: Viewer | None, tag: str, page: PageRange) -> ShownPage:
        """Return a page of the public tweets with a hashtag, however it is written."""
        folded = fold_tag(tag)

        def tagged(shown: ShownTweet) -> bool:
            # Also against the feed: an edit may have taken the hashtag out a moment ago.
            return any(fold_tag(found.tag) == folded for found in shown.tweet.entities.hashtags)

        return self._page(viewer, tag_feed(tag), page, _public, tagged)

    def _page(
        self,
        viewer: Viewer | None,
        feed: str,
        page: PageRange,
        own: Callable[[AuthorEntry], bool],
        keep: Callable[[ShownTweet], bool],
    ) -> ShownPage:
        def reads(part: PageRange, into: list[Slice]) -> list[Callable[[], None]]:
            return [
                lambda: into.append(slice_of(self.feeds.page(feed, part), part.limit)),
                lambda: into.append(self._own(viewer, part, own)),
            ]

        def more(part: PageRange) -> Slice:
            parts: list[Slice] = []
            self.parallel.run(reads(part, parts))
            return merged(parts, ascending=page.ascending)

        first: list[Slice] = []
        _, exclusions = self.read_tweets.first_trip(viewer, *reads(page.one_more(), first))
        return fill_page(
            self.read_tweets,
            viewer,
            Reading.FEED,
            exclusions,
            page=page,
            first=merged(first, ascending=page.ascending),
            more=more,
            keep=keep,
        )

    def _own(self, viewer: Viewer | None, page: PageRange, keep: Callable[[AuthorEntry], bool]) -> Slice:
        oldest = id_at(self.clock.now_ms() - FEED_LAG_MS)
        recent = page if page.after is not None and page.after >= oldest else replace(page, after=oldest - 1)
        if viewer is None or recent.empty:
            return Slice((), None)
        return slice_of_author(self.authors.by_author(viewer.user_id, recent), page.limit, keep)


def _public(entry: AuthorEntry) -> bool:
    return not entry.deleted and entry.original_id is None and entry.audience is Audience.PUBLIC
