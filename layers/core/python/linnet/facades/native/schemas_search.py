"""What searches look like."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from linnet.domain.search.kept import MAX_RECENT, MAX_SAVED
from linnet.facades.native.schemas import IdString, Indices, Moment, Shape, Short, Tweet, User

SearchText = Annotated[str, Field(max_length=512)]


class Score(Shape):
    """What the place of a tweet under Top is the product of."""

    relevance: float
    engagement: float
    recency: float


class FoundTweet(Shape):
    """A tweet that was found. `highlights` are spans of its text; `score` is there for operators who ask for it."""

    tweet: Tweet
    highlights: list[Indices] = Field(max_length=10_000)
    score: Score | None


class FoundHashtag(Shape):
    """A hashtag that somebody used; `people` is how many did within the last hour, where that is known."""

    tag: Short
    people: int | None


class SuggestedUser(Shape):
    """An account that is proposed; `following` says whether the reader follows it."""

    id: IdString
    username: Short
    display_name: Short
    following: bool


class Suggestions(Shape):
    """What is proposed to who types: accounts, those that the reader follows first, and hashtags in use."""

    users: list[SuggestedUser] = Field(max_length=100)
    hashtags: list[FoundHashtag] = Field(max_length=100)


class SearchPage(Shape):
    """A page of what was found; what was not sought is empty.

    `unknownOperators` were searched as words. `complete` is false while the search engine is down and the answer is
    what is known without it. `nextToken` is null at the end.
    """

    tweets: list[FoundTweet] = Field(max_length=100)
    users: list[User] = Field(max_length=100)
    hashtags: list[FoundHashtag] = Field(max_length=20)
    unknown_operators: list[Short] = Field(max_length=30)
    complete: bool
    next_token: Short | None


class SavedSearch(Shape):
    """A search that the reader saved."""

    id: IdString
    name: Short
    q: SearchText


class SavedSearches(Shape):
    """All searches that the reader saved, oldest first."""

    items: list[SavedSearch] = Field(max_length=MAX_SAVED)


class RecentSearch(Shape):
    """A search that the reader made, and when last."""

    q: SearchText
    searched_at: Moment


class RecentSearches(Shape):
    """The reader's last different searches, newest first."""

    items: list[RecentSearch] = Field(max_length=MAX_RECENT)


class FeaturedHashtag(Shape):
    """A hashtag on a profile: `name` as its owner wrote it, `tag` as all its spellings are known.

    `tweets` are the account's public ones with it, null while nobody counts; `lastTweetAt` is null without one.
    """

    id: IdString
    tag: Short
    name: Short
    tweets: int | None
    last_tweet_at: Moment | None


class FeaturedHashtags(Shape):
    """All hashtags that an account features, oldest first."""

    items: list[FeaturedHashtag] = Field(max_length=10)


class UsedHashtag(Shape):
    """A hashtag in so many public tweets of the reader."""

    tag: Short
    tweets: int


class UsedHashtags(Shape):
    """Hashtags that the reader used, most used first."""

    items: list[UsedHashtag] = Field(max_length=10)
