"""Read public timelines: the newest tweets, and those with a hashtag."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
class TagChoice:
    """Which tweets of a hashtag are wanted: `also` those of other hashtags, with all `required`, none `excluded`."""

    also: tuple[str, ...] = ()
    required: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    only_media: bool = False


@dataclass(frozen=True, slots=True)
class ReadFeeds:
    """Answer in two trips. Who has just posted finds the tweet there, whether or not the stream has come by.

    What is chosen of a feed is chosen when it is read. Where little is, pages are short, and their position goes on.
    """

    read_tweets: ReadTweets
    feeds: Feeds
    authors: AuthorIndex
    parallel: Parallel
    clock: Clock

    def public(self, viewer: Viewer | None, page: PageRange, *, only_media: bool = False) -> ShownPage:
        """Return a page of the newest public tweets that are no replies."""

        def original(entry: AuthorEntry) -> bool:
            return _public(entry) and entry.reply_to_id is None

        def wanted(shown: ShownTweet) -> bool:
            return shown.tweet.reply_to_id is None and (not only_media or bool(shown.tweet.media_ids))

        return self._page(viewer, [PUBLIC_FEED], page, original, wanted)

    def hashtag(self, viewer: Viewer | None, tag: str, page: PageRange, choice: TagChoice | None = None) -> ShownPage:
        """Return a page of the public tweets with a hashtag, however it is written."""
        chosen = choice or TagChoice()
        named = {fold_tag(each) for each in (tag, *chosen.also)}
        required = {fold_tag(each) for each in chosen.required}
        excluded = {fold_tag(each) for each in chosen.excluded}

        def wanted(shown: ShownTweet) -> bool:
            # Also against the feed: an edit may have taken the hashtag out a moment ago.
            tags = {fold_tag(found.tag) for found in shown.tweet.entities.hashtags}
            fits = not tags.isdisjoint(named) and required <= tags and tags.isdisjoint(excluded)
            return fits and (not chosen.only_media or bool(shown.tweet.media_ids))

        return self._page(viewer, [tag_feed(each) for each in sorted(named)], page, _public, wanted)

    def _page(
        self,
        viewer: Viewer | None,
        feeds: Sequence[str],
        page: PageRange,
        own: Callable[[AuthorEntry], bool],
        keep: Callable[[ShownTweet], bool],
    ) -> ShownPage:
        def feed_read(feed: str, part: PageRange, into: list[Slice]) -> Callable[[], None]:
            return lambda: into.append(slice_of(self.feeds.page(feed, part), part.limit))

        def reads(part: PageRange, into: list[Slice]) -> list[Callable[[], None]]:
            return [
                *(feed_read(feed, part, into) for feed in feeds),
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
