"""What native answers look like; the OpenAPI document is generated from these models."""

from __future__ import annotations

from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from linnet.domain.filters import MAX_FILTERS, MAX_KEYWORDS
from linnet.domain.tweets import MAX_PINNED

T = TypeVar("T")

IdString = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,19}$", max_length=19)]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", max_length=24)]
Text = Annotated[str, StringConstraints(max_length=10_000)]
Short = Annotated[str, StringConstraints(max_length=500)]
Indices = Annotated[list[int], Field(min_length=2, max_length=2)]


class Shape(BaseModel):
    """A JSON object of ours: camelCase outside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Problem(Shape):
    """Why a request was refused."""

    code: Short
    message: Text
    field: Short | None = None
    details: dict[str, object] | None = Field(default=None, max_length=50)


class ErrorAnswer(Shape):
    """Every refusal."""

    error: Problem


class UserCounts(Shape):
    followers: int
    following: int
    tweets: int


class ProfileField(Shape):
    name: Short
    value: Short


class User(Shape):
    """A public profile."""

    id: IdString
    username: Short
    display_name: Short
    bio: Text
    location: Short
    website: Short
    language: Short | None
    protected: bool
    bot: bool
    discoverable: bool
    indexable: bool
    hide_collections: bool
    fields: list[ProfileField] = Field(max_length=4)
    avatar_url: Text | None
    header_url: Text | None
    created_at: Moment
    pinned_tweet_ids: list[IdString] = Field(max_length=MAX_PINNED)
    counts: UserCounts


class Author(Shape):
    """The part of a profile that stands beside a tweet."""

    id: IdString
    username: Short
    display_name: Short
    protected: bool
    bot: bool
    avatar_url: Text | None


class HashtagEntity(Shape):
    tag: Short
    indices: Indices


class MentionEntity(Shape):
    username: Short
    user_id: IdString | None
    indices: Indices


class UrlEntity(Shape):
    url: Text
    display_url: Text
    indices: Indices


class Entities(Shape):
    """Spans in code points of the NFC text, `[start, end)`."""

    hashtags: list[HashtagEntity] = Field(max_length=300)
    cashtags: list[HashtagEntity] = Field(max_length=300)
    mentions: list[MentionEntity] = Field(max_length=300)
    urls: list[UrlEntity] = Field(max_length=300)


class TweetCounts(Shape):
    replies: int
    retweets: int
    quotes: int
    likes: int


class ViewerFlags(Shape):
    """What the reader did to the tweet; all false for an anonymous one."""

    liked: bool
    retweeted: bool
    bookmarked: bool


class PollOption(Shape):
    """An answer of a poll; `votes` is null while the totals are hidden."""

    text: Short
    votes: int | None


class Poll(Shape):
    """What a tweet asks. `voters` is null while the totals are hidden; `chosen` are the reader's own options."""

    options: list[PollOption] = Field(min_length=2, max_length=4)
    voters: int | None
    ends_at: Moment
    ended: bool
    multiple: bool
    hides_totals: bool
    chosen: list[int] = Field(max_length=4)


class Retweeter(Shape):
    """Who put the tweet into this list, and the retweet's own id."""

    retweet_id: IdString
    retweeted_at: Moment
    author: Author


class FilterMatch(Shape):
    """A filter of the reader's that matches the tweet, and by what; whether it applies is for the `contexts` to say."""

    filter_id: IdString
    title: Short
    contexts: list[Short] = Field(max_length=5)
    action: Short
    keywords: list[Short] = Field(max_length=MAX_KEYWORDS)
    by_id: bool


class MediaSize(Shape):
    """Pixels across and down."""

    width: int
    height: int


class MediaFocus(Shape):
    """The point that must stay visible: both from -1 to 1, right and up."""

    x: float
    y: float


class Media(Shape):
    """A picture; addresses are relative to this server's, and whoever knows them may read them."""

    id: IdString
    type: Short
    url: Text
    preview_url: Text
    size: MediaSize
    preview_size: MediaSize
    focus: MediaFocus
    description: Text
    blurhash: Short


class Tweet(Shape):
    """A tweet as this reader may see it. `quote` is null also when the reader may not see the quoted tweet, or its
    author has taken it out (`quoteRevoked`). `quotePolicy` says who may quote this one, `mayQuote` whether the reader.
    Of a conversation whose `threadMuted` is true the reader hears no more.
    """

    id: IdString
    text: Text
    entities: Entities
    author: Author
    created_at: Moment
    edited_at: Moment | None
    in_reply_to: IdString | None
    conversation_id: IdString
    quote_of: IdString | None
    quote: Tweet | None
    quote_revoked: bool
    quote_policy: Short
    may_quote: bool
    thread_muted: bool
    retweeted_by: Retweeter | None
    audience: Short
    sensitive: bool
    content_warning: Short
    language: Short | None
    media_ids: list[IdString] = Field(max_length=4)
    media: list[Media] = Field(max_length=4)
    poll: Poll | None
    counts: TweetCounts
    viewer: ViewerFlags
    filtered: list[FilterMatch] = Field(max_length=MAX_FILTERS)


class Relationship(Shape):
    """How the reader and another account stand to each other."""

    user_id: IdString
    following: bool
    requested: bool
    followed_by: bool
    show_retweets: bool
    notifying: bool
    blocking: bool
    blocked_by: bool
    muted: bool
    muted_until: Moment | None
    muted_notifications: bool
    note: Text
    endorsed: bool


class Page(Shape, Generic[T]):
    """A page of a list; `nextToken` is null at the end."""

    items: list[T] = Field(max_length=100)
    next_token: Short | None


class TweetPage(Page[Tweet]):
    """A page of tweets."""


class UserPage(Page[User]):
    """A page of profiles."""


class Thread(Shape):
    """A tweet's conversation: what stands above it, and a page of the replies below."""

    tweet: Tweet
    ancestors: list[Tweet] = Field(max_length=40)
    items: list[Tweet] = Field(max_length=100)
    next_token: Short | None


class TweetVersionShape(Shape):
    """One state of an edited tweet."""

    number: int
    text: Text
    entities: Entities
    content_warning: Short
    sensitive: bool
    created_at: Moment


class History(Shape):
    """All states of a tweet, oldest first."""

    items: list[TweetVersionShape] = Field(max_length=100)
