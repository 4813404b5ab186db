"""Bookmarks in memory, true to what the contract suite asks of every store."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from linnet.domain.paging import PageRange
from linnet.domain.tweets import Bookmark, BookmarkFolder


class FakeBookmarks:
    """Keep bookmarks and folders of everybody."""

    def __init__(self) -> None:
        self.kept: dict[tuple[int, int], tuple[int, int | None]] = {}
        self.removals: dict[tuple[int, int], int] = {}
        self.names: dict[int, dict[int, str]] = defaultdict(dict)

    def add(self, actor_id: int, tweet_id: int, bookmark_id: int, folder_id: int | None) -> bool:
        standing = self.kept.get((actor_id, tweet_id))
        if standing is not None and standing[1] == folder_id:
            return standing[0] == bookmark_id
        self.kept[actor_id, tweet_id] = (bookmark_id, folder_id)
        return True

    def remove(self, actor_id: int, tweet_id: int, removal_id: int) -> bool:
        if self.kept.pop((actor_id, tweet_id), None) is None:
            return self.removals.get((actor_id, tweet_id)) == removal_id
        self.removals[actor_id, tweet_id] = removal_id
        return True

    def page(self, actor_id: int, folder_id: int | None, page: PageRange) -> Sequence[Bookmark]:
        found = [
            Bookmark(bookmark_id, tweet_id)
            for (actor, tweet_id), (bookmark_id, folder) in self.kept.items()
            if actor == actor_id and folder_id in (None, folder)
        ]
        return page.of(found)

    def folders(self, actor_id: int) -> Sequence[BookmarkFolder]:
        return [BookmarkFolder(folder_id, name) for folder_id, name in sorted(self.names[actor_id].items())]

    def add_folder(self, actor_id: int, folder: BookmarkFolder, at_most: int) -> bool:
        mine = self.names[actor_id]
        if folder.id not in mine and len(mine) >= at_most:
            return False
        mine[folder.id] = folder.name
        return True

    def rename_folder(self, actor_id: int, folder: BookmarkFolder) -> bool:
        if folder.id not in self.names[actor_id]:
            return False
        self.names[actor_id][folder.id] = folder.name
        return True

    def remove_folder(self, actor_id: int, folder_id: int) -> bool:
        return self.names[actor_id].pop(folder_id, None) is not None
