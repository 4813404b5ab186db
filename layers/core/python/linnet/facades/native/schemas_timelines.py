"""What timelines have besides tweets."""

from __future__ import annotations

from pydantic import Field

from linnet.facades.native.schemas import Moment, Shape, Short


class FollowedHashtag(Shape):
    """A hashtag that the reader follows, as all its spellings are known."""

    tag: Short


class FollowedHashtags(Shape):
    """All hashtags that the reader follows."""

    items: list[FollowedHashtag] = Field(max_length=10)


class HashtagDay(Shape):
    """How a hashtag was used in a day that begins at `day`, by hours that ended one or two hours ago or earlier.

    `uses` are posts and who engaged with them. `people` posted; who did so in several hours counts in each.
    """

    day: Moment
    uses: int
    people: int


class HashtagTrend(Shape):
    """The place of a hashtag among what trends in the world; `people` posted it in the last hour."""

    rank: int
    people: int
    why: Short
    since: Moment


class Hashtag(Shape):
    """A hashtag: `tag` as all its spellings are known, `name` as it is spelled most while it trends.

    `following` is null without a token, `trend` while it does not trend. `history` has seven days, today first.
    """

    tag: Short
    name: Short
    following: bool | None
    trend: HashtagTrend | None
    history: list[HashtagDay] = Field(max_length=7)
