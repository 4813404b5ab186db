"""Bookmarks: what accounts keep for themselves, in folders if they like."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from linnet.domain.paging import PageRange
from linnet.domain.tweets import Bookmark, BookmarkFolder


class Bookmarks(Protocol):
    """Everything here is one account's own and strongly consistent."""

    def add(self, actor_id: int, tweet_id: int, bookmark_id: int, folder_id: int | None) -> bool:
        """Bookmark a tweet, or move its bookmark to another folder (None: to none); False if it is there already."""
        ...

    def remove(self, actor_id: int, tweet_id: int, removal_id: int) -> bool:
        """Remove a bookmark; False if there was none. `removal_id` names the act: the same again answers the same."""
        ...

    def page(self, actor_id: int, folder_id: int | None, page: PageRange) -> Sequence[Bookmark]:
        """Return a range of the bookmarks of a folder, or of all of them."""
        ...

    def folders(self, actor_id: int) -> Sequence[BookmarkFolder]:
        """Return the account's folders, oldest first."""
        ...

    def add_folder(self, actor_id: int, folder: BookmarkFolder, at_most: int) -> bool:
        """Make a folder; False if the account has so many already."""
        ...

    def rename_folder(self, actor_id: int, folder: BookmarkFolder) -> bool:
        """Give a folder another name; False if there is no such folder."""
        ...

    def remove_folder(self, actor_id: int, folder_id: int) -> bool:
        """Remove a folder, whose bookmarks stay without it; False if there was no such folder."""
        ...
