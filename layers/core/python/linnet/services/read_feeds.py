"""Read public timelines: the newest tweets, and those with a hashtag."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from linnet.domain.ids import id_at
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

    def public(self, viewer: Viewer | None, before: int | None, limit: int) -> ShownPage:
        """Return a page of the newest public tweets that are no replies."""

        def original(entry: AuthorEntry) -> bool:
            return _public(entry) and entry.reply_to_id is None

        return self._page(viewer, PUBLIC_FEED, before, limit, original, lambda shown: shown.tweet.reply_to_id is None)

    def hashtag(self, viewer: Viewer | None, tag: str, before: int | None, limit: int) -> ShownPage:
        """Return a page of the public tweets with a hashtag, however it is written."""
        folded = fold_tag(tag)

        def tagged(shown: ShownTweet) -> bool:
            # Also against the feed: an edit may have taken the hashtag out a moment ago.
            return any(fold_tag(found.tag) == folded for found in shown.tweet.entities.hashtags)

        return self._page(viewer, tag_feed(tag), before, limit, _public, tagged)

    def _page(
        self,
        viewer: Viewer | None,
        feed: str,
        before: int | None,
        limit: int,
        own: Callable[[AuthorEntry], bool],
        keep: Callable[[ShownTweet], bool],
    ) -> ShownPage:
        def reads(position: int | None, size: int, into: list[Slice]) -> list[Callable[[], None]]:
            return [
                lambda: into.append(slice_of(self.feeds.page(feed, position, size), size)),
                lambda: into.append(self._own(viewer, position, size, own)),
            ]

        def more(position: int, size: int) -> Slice:
            parts: list[Slice] = []
            self.parallel.run(reads(position, size, parts))
            return merged(parts)

        first: list[Slice] = []
        _, exclusions = self.read_tweets.first_trip(viewer, *reads(before, limit + 1, first))
        return fill_page(
            self.read_tweets,
            viewer,
            Reading.FEED,
            exclusions,
            limit=limit,
            first=merged(first),
            more=more,
            keep=keep,
        )

    def _own(self, viewer: Viewer | None, before: int | None, limit: int, keep: Callable[[AuthorEntry], bool]) -> Slice:
        oldest = id_at(self.clock.now_ms() - FEED_LAG_MS)
        if viewer is None or (before is not None and before <= oldest):
            return Slice((), None)
        read = self.authors.by_author(viewer.user_id, before, limit)
        recent = [entry for entry in read if entry.id >= oldest]
        return slice_of_author(recent, limit, keep)


def _public(entry: AuthorEntry) -> bool:
    return not entry.deleted and entry.original_id is None and entry.audience is Audience.PUBLIC
