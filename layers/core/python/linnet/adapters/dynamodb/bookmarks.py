"""Bookmarks on the rows of the engagement table, and their folders on a row of each account's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from pynamodb.attributes import MapAttribute
from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action

from linnet.adapters.dynamodb import keys
from linnet.adapters.dynamodb.conditions import updated
from linnet.adapters.dynamodb.engagement_rows import EngagementRow
from linnet.adapters.dynamodb.range_reads import rows_in_range
from linnet.adapters.dynamodb.transactions import Random, Sleep
from linnet.adapters.dynamodb.tweet_rows import SCHEMA_VERSION
from linnet.domain.ids import MAX_ID
from linnet.domain.paging import PageRange
from linnet.domain.tweets import Bookmark, BookmarkFolder


@dataclass(frozen=True, slots=True)
class DynamoBookmarks:
    """Implement the port `Bookmarks`. A bookmark of a removed folder keeps its place, for which nobody can ask."""

    row: type[EngagementRow]
    sleep: Sleep
    random: Random

    def add(self, actor_id: int, tweet_id: int, bookmark_id: int, folder_id: int | None) -> bool:
        row = self.row
        actions: list[Action] = [row.bookmark_id.set(bookmark_id), row.schema_version.set(SCHEMA_VERSION)]
        if folder_id is None:
            actions.append(row.filed.remove())
            elsewhere = row.filed.exists()
        else:
            actions.append(row.filed.set(keys.filed(folder_id, bookmark_id)))
            first, last = keys.filed(folder_id, 0), keys.filed(folder_id, MAX_ID)
            elsewhere = row.filed.does_not_exist() | ~row.filed.between(first, last)
        if self._update(row(actor_id, tweet_id), actions, row.bookmark_id.does_not_exist() | elsewhere):
            return True
        # The SDK repeats an update whose answer was lost: the bookmark that stands may be this one.
        return self.row.get(actor_id, tweet_id, consistent_read=True).bookmark_id == bookmark_id

    def remove(self, actor_id: int, tweet_id: int, removal_id: int) -> bool:
        row = self.row
        actions = [row.unbookmark_id.set(removal_id), row.bookmark_id.remove(), row.filed.remove()]
        if self._update(row(actor_id, tweet_id), actions, row.bookmark_id.exists()):
            return True
        # As above: what is missing may have been removed by this very act.
        try:
            return self.row.get(actor_id, tweet_id, consistent_read=True).unbookmark_id == removal_id
        except self.row.DoesNotExist:
            return False

    def page(self, actor_id: int, folder_id: int | None, page: PageRange) -> Sequence[Bookmark]:
        row = self.row
        if folder_id is None:
            query = partial(row.by_bookmark.query, consistent_read=True)
            found = rows_in_range(query, actor_id, row.bookmark_id, page)
            return [Bookmark(int(each.bookmark_id), int(each.tweet_id)) for each in found]
        # One partition holds all folders, so both ends are named.
        within = replace(
            page,
            before=MAX_ID + 1 if page.before is None else page.before,
            after=-1 if page.after is None else page.after,
        )
        query = partial(row.by_folder.query, consistent_read=True)
        filed = rows_in_range(query, actor_id, row.filed, within, key=partial(keys.filed, folder_id))
        return [Bookmark(int(each.filed.partition("#")[2]), int(each.tweet_id)) for each in filed]

    def folders(self, actor_id: int) -> Sequence[BookmarkFolder]:
        names = self._names(actor_id) or {}
        return sorted((BookmarkFolder(int(key), str(name)) for key, name in names.items()), key=lambda each: each.id)

    def add_folder(self, actor_id: int, folder: BookmarkFolder, at_most: int) -> bool:
        row, mine = self.row, self.row(actor_id, keys.NO_TWEET)
        if self._names(actor_id) is None:
            # Only members of a map that is there can be set.
            empty: dict[str, Any] = {}
            made = [row.folders.set(empty), row.schema_version.set(SCHEMA_VERSION)]
            self._update(mine, made, row.folders.does_not_exist())
        added = row.folders[str(folder.id)]
        room = added.exists() | (size(row.folders) < at_most)
        return self._update(mine, [added.set(folder.name)], room)

    def rename_folder(self, actor_id: int, folder: BookmarkFolder) -> bool:
        renamed = self.row.folders[str(folder.id)]
        return self._update(self.row(actor_id, keys.NO_TWEET), [renamed.set(folder.name)], renamed.exists())

    def remove_folder(self, actor_id: int, folder_id: int) -> bool:
        removed = self.row.folders[str(folder_id)]
        if str(folder_id) not in (self._names(actor_id) or {}):
            return False
        # It was there. If it is gone by now, this removed it (the SDK repeats an update whose answer was lost), or
        # another removal at the same time, which is as good.
        self._update(self.row(actor_id, keys.NO_TWEET), [removed.remove()], removed.exists())
        return True

    def _names(self, actor_id: int) -> dict[str, Any] | None:
        try:
            row = self.row.get(actor_id, keys.NO_TWEET, consistent_read=True)
        except self.row.DoesNotExist:
            return None
        stored: MapAttribute[str, Any] | None = row.folders
        return None if stored is None else dict(stored.attribute_values)

    def _update(self, changed: EngagementRow, actions: Sequence[Action], condition: Condition) -> bool:
        """Change a row; False when the condition does not hold."""
        # A retweet of the same tweet is a transaction on the same row.
        return updated(changed, actions, condition, self.sleep, self.random)
