"""What the operations of engagement take."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from linnet.domain.polls import MAX_OPTIONS
from linnet.domain.tweets import MAX_FOLDER_NAME
from linnet.facades.native.requests import Body, Id, Line, PageQuery


class NewBookmark(Body):
    """Where a bookmark goes; without a folder it lies in none."""

    folder_id: Id | None = None


class NewVote(Body):
    """Which options of a poll to vote for, by their positions from 0 on."""

    choices: Annotated[list[Annotated[int, Field(ge=0, lt=MAX_OPTIONS)]], Field(min_length=1, max_length=MAX_OPTIONS)]


class FolderName(Body):
    """What a folder is called."""

    name: Annotated[Line, Field(min_length=1, max_length=MAX_FOLDER_NAME)]


class BookmarksQuery(PageQuery):
    """Which bookmarks."""

    folder_id: Id | None = Field(default=None, description="Only those of one folder.")
