"""What answers about engagement look like."""

from __future__ import annotations

from pydantic import Field

from linnet.domain.tweets import MAX_FOLDERS
from linnet.facades.native.schemas import IdString, Shape, Short


class BookmarkFolder(Shape):
    """A folder that the reader keeps bookmarks in."""

    id: IdString
    name: Short


class BookmarkFolders(Shape):
    """All folders of the reader, oldest first."""

    items: list[BookmarkFolder] = Field(max_length=MAX_FOLDERS)
