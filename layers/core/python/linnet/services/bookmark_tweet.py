"""Bookmark tweets, and read what was bookmarked; nobody but the actor learns of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.errors import not_found
from linnet.domain.paging import PageRange
from linnet.domain.timelines import TimelineEntry
from linnet.domain.tweets import Bookmark
from linnet.domain.users import Viewer
from linnet.domain.views import ShownPage, ShownTweet
from linnet.domain.visibility import Reading
from linnet.ports.bookmarks import Bookmarks
from linnet.ports.environment import IdSource, Parallel
from linnet.services.already_so import AlreadySo
from linnet.services.at_once import both
from linnet.services.find_tweet import FindTweet
from linnet.services.read_tweets import ReadTweets

# A page that is still short then is handed out as it is; its position goes on from there.
MAX_ROUNDS: Final = 5


@dataclass(frozen=True, slots=True)
class BookmarkTweet:
    """Two trips: what may be seen and which folders there are, then one conditional write."""

    bookmarks: Bookmarks
    find: FindTweet
    ids: IdSource
    parallel: Parallel

    def run(self, viewer: Viewer, tweet_id: int, folder_id: int | None) -> ShownTweet:
        """Bookmark a tweet (or the original of a retweet), or move its bookmark to another folder.

        Raise a DomainError: not found, or AlreadySo when it lies there already.
        """
        if folder_id is None:
            shown = self.find.visible(viewer, tweet_id)
        else:
            shown, known = both(
                self.parallel,
                lambda: self.find.visible(viewer, tweet_id),
                lambda: self.bookmarks.folders(viewer.user_id),
            )
            if folder_id not in {folder.id for folder in known}:
                raise not_found("folder")
        return self._add(viewer, shown, folder_id)

    def keep(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Bookmark a tweet as `run` does without a folder, but leave a bookmark where it lies."""
        shown = self.find.visible(viewer, tweet_id)
        return shown if shown.flags.bookmarked else self._add(viewer, shown, None)

    def _add(self, viewer: Viewer, shown: ShownTweet, folder_id: int | None) -> ShownTweet:
        bookmark_id = self.ids.next_id()
        flags = replace(shown.flags, bookmark_id=bookmark_id)
        if not self.bookmarks.add(viewer.user_id, shown.tweet.id, bookmark_id, folder_id):
            raise AlreadySo("you bookmarked it before", replace(shown, flags=flags), bookmarked=True)
        return replace(shown, flags=flags)

    def undo(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Remove a bookmark, also of a tweet that is no longer visible; the answer then is not found.

        Raise a DomainError: not found, or AlreadySo where there is no bookmark.
        """
        removal_id = self.ids.next_id()
        if self.bookmarks.remove(viewer.user_id, tweet_id, removal_id):
            shown = self.find.read.one(viewer, tweet_id)
            return replace(shown, flags=replace(shown.flags, bookmark_id=None))
        shown = self.find.visible(viewer, tweet_id)
        if shown.tweet.id != tweet_id and self.bookmarks.remove(viewer.user_id, shown.tweet.id, removal_id):
            return replace(shown, flags=replace(shown.flags, bookmark_id=None))
        raise AlreadySo(
            "you have not bookmarked it",
            replace(shown, flags=replace(shown.flags, bookmark_id=None)),
            bookmarked=False,
        )


@dataclass(frozen=True, slots=True)
class ReadBookmarks:
    """Two trips, and a third for authors that are not cached, whom a bookmark does not name."""

    read: ReadTweets
    bookmarks: Bookmarks

    def run(self, viewer: Viewer, folder_id: int | None, page: PageRange) -> ShownPage:
        """Return what the viewer bookmarked and may still see, newest bookmark first.

        Raise a DomainError (not found) for a folder that does not exist.
        """
        parts: list[Sequence[Bookmark]] = []
        known: set[int] = set()

        def part(within: PageRange) -> None:
            parts.append(self.bookmarks.page(viewer.user_id, folder_id, within))

        def name_folders() -> None:
            known.update(folder.id for folder in self.bookmarks.folders(viewer.user_id))

        # One more than is shown tells whether there is more.
        skeleton = [lambda: part(page.one_more())]
        if folder_id is not None:
            skeleton.append(name_folders)
        _, exclusions = self.read.first_trip(viewer, *skeleton)
        if folder_id is not None and folder_id not in known:
            raise not_found("folder")
        shown: list[ShownTweet] = []
        position: int | None = None
        for _ in range(MAX_ROUNDS):
            wanted = parts[-1][: page.limit - len(shown)]
            entries = [TimelineEntry(each.tweet_id, viewer.user_id) for each in wanted]
            shown += self.read.show(viewer, entries, Reading.DIRECT, exclusions=exclusions)
            position = wanted[-1].id if len(parts[-1]) > len(wanted) else None
            if position is None or len(shown) >= page.limit:
                break
            part(page.beyond(position, page.limit - len(shown) + 1))
        read = [each.id for part in parts for each in part]
        return ShownPage(page.newest_first(shown), *page.neighbours(position, max(read, default=None)))
