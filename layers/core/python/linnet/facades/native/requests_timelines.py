"""Queries of the timelines service."""

from __future__ import annotations

from pydantic import Field

from linnet.facades.native.requests import Id, PageQuery


class SinceQuery(PageQuery):
    """A page of what is newer than something."""

    since: Id | None = Field(default=None, description="Only what is newer than the post with this id.")


class ProfileTweetsQuery(PageQuery):
    """What a profile page shows."""

    replies: bool = Field(default=False, description="Include answers to other accounts.")
    retweets: bool = Field(default=True, description="Include retweets.")
    media: bool = Field(default=False, description="Nothing but posts with media.")
    tag: str | None = Field(
        default=None, min_length=1, max_length=300, description="Nothing but own posts with this hashtag."
    )
