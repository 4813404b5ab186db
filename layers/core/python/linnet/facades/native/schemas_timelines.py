"""What timelines have besides tweets."""

from __future__ import annotations

from pydantic import Field

from linnet.facades.native.schemas import Shape, Short


class FollowedHashtag(Shape):
    """A hashtag that the reader follows, as all its spellings are known."""

    tag: Short


class FollowedHashtags(Shape):
    """All hashtags that the reader follows."""

    items: list[FollowedHashtag] = Field(max_length=10)
