"""Tweets and retweets: the entities of the tweets table, one id space."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from linnet.domain.ids import created_ms
from linnet.domain.media import Media
from linnet.domain.polls import Poll, Vote
from linnet.domain.text import Entities

MAX_ANCESTORS = 40
MAX_CONTENT_WARNING = 200
MAX_MEDIA = 4
# On a profile, above everything else.
MAX_PINNED = 5
MAX_FOLDERS = 50
MAX_FOLDER_NAME = 50

# Streams are counted within seconds. Behind this age an act of the reader's own is taken for counted, whatever the
# marks say.
COUNTED_AFTER_MS: Final = 300_000


class Audience(StrEnum):
    """Say who may read a tweet; direct messages are a store of their own."""

    PUBLIC = "public"
    UNLISTED = "unlisted"
    FOLLOWERS = "followers"

    @property
    def width(self) -> int:
        """Order audiences from narrow to wide: an edit never widens."""
        return {"followers": 0, "unlisted": 1, "public": 2}[self.value]


class QuotePolicy(StrEnum):
    """Say who may quote a tweet that everybody may read; its author always may."""

    PUBLIC = "public"
    FOLLOWERS = "followers"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class TweetCounts:
    """Totals shown under a tweet; each equals its edge set. `votes` has one for each option of its poll."""

    replies: int = 0
    retweets: int = 0
    quotes: int = 0
    likes: int = 0
    votes: tuple[int, ...] = ()
    voters: int = 0


@dataclass(frozen=True, slots=True)
class Tweet:
    """A tweet.

    `ancestors` are the newest ids above it in the conversation, oldest first, at most `MAX_ANCESTORS`, ending with
    `reply_to_id`. `mentioned_ids` are the accounts behind `entities.mentions`, None where no account had the name when
    it was written. A deleted tweet is kept as a tombstone (`deleted_ms`) without its text. Times are Unix milliseconds.
    `quote_revoked` tells that the author of what it quotes took that out of it. `version` counts edits, `marks` changes
    of what stands beside them: who may quote, and quotes that were revoked.
    `counted_act` is the newest act (the id of a like or retweet, or of taking a like back) that `counts` contain.
    """

    id: int
    author_id: int
    text: str
    entities: Entities
    audience: Audience = Audience.PUBLIC
    language: str | None = None
    reply_to_id: int | None = None
    reply_to_author_id: int | None = None
    root_id: int | None = None
    root_author_id: int | None = None
    ancestors: tuple[int, ...] = ()
    quote_of_id: int | None = None
    quote_policy: QuotePolicy = QuotePolicy.PUBLIC
    quote_revoked: bool = False
    mentioned_ids: tuple[int | None, ...] = ()
    sensitive: bool = False
    content_warning: str = ""
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    edited_ms: int | None = None
    deleted_ms: int | None = None
    counts: TweetCounts = TweetCounts()
    counted_act: int = 0
    version: int = 1
    marks: int = 0

    @property
    def state(self) -> int:
        """Return a number that rises by one with each edit and each mark about quotes."""
        return self.version + self.marks

    @property
    def media_ids(self) -> tuple[int, ...]:
        return tuple(each.id for each in self.media)

    @property
    def conversation_id(self) -> int:
        return self.root_id if self.root_id is not None else self.id


@dataclass(frozen=True, slots=True)
class Retweet:
    """Somebody's retweet of a tweet, with its own id; taking it back removes it."""

    id: int
    author_id: int
    original_id: int
    original_author_id: int


Post = Tweet | Retweet


@dataclass(frozen=True, slots=True)
class TweetVersion:
    """One state of an edited tweet; `number` 1 is the text as first published."""

    number: int
    text: str
    entities: Entities
    content_warning: str
    sensitive: bool
    created_ms: int
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class AuthorEntry:
    """What the by-author index knows of a post: enough to filter a profile page, and to hydrate it in one trip."""

    id: int
    author_id: int
    original_id: int | None = None
    original_author_id: int | None = None
    reply_to_id: int | None = None
    reply_to_author_id: int | None = None
    has_media: bool = False
    audience: Audience = Audience.PUBLIC
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class ConversationEntry:
    """What the conversation index knows of a reply."""

    id: int
    author_id: int
    reply_to_id: int
    ancestors: tuple[int, ...] = ()
    audience: Audience = Audience.PUBLIC
    deleted: bool = False


@dataclass(frozen=True, slots=True)
class Act:
    """That an account likes or retweeted a tweet, under the act's own id."""

    id: int
    user_id: int


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmarked tweet, under the bookmark's own id."""

    id: int
    tweet_id: int


@dataclass(frozen=True, slots=True)
class BookmarkFolder:
    """A folder that an account keeps bookmarks in."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class EndedLike:
    """A like that was taken back: its id, and the id of taking it back."""

    like_id: int
    unlike_id: int


@dataclass(frozen=True, slots=True)
class Flags:
    """What a viewer did to a tweet; one row of the engagement table.

    Every act has an id of its own, which tells when it was done. `ended_like` is the last like that was taken back; it
    is remembered beside a new one, as a total may still hold it.
    """

    retweet_id: int | None = None
    like_id: int | None = None
    bookmark_id: int | None = None
    ended_like: EndedLike | None = None
    vote: Vote | None = None

    @property
    def retweeted(self) -> bool:
        return self.retweet_id is not None

    @property
    def liked(self) -> bool:
        return self.like_id is not None

    @property
    def bookmarked(self) -> bool:
        return self.bookmark_id is not None

    @property
    def newest_act(self) -> int:
        """Return the id of the newest act that totals count; 0 when there is none."""
        unlike_id = 0 if self.ended_like is None else self.ended_like.unlike_id
        vote_id = 0 if self.vote is None else self.vote.id
        return max(self.retweet_id or 0, self.like_id or 0, unlike_id, vote_id)


def counts_seen(tweet: Tweet, flags: Flags, now_ms: int) -> TweetCounts:
    """Return a tweet's totals as one viewer must see them: with their own acts, also those not counted yet.

    A total is written some moments after the act, and a copy of it may be a minute old. An act is known to be in it
    when one at least as new was counted. While others act in those same moments this can be wrong by one, for as long;
    but no total is smaller than what the viewer alone adds to it.
    """

    def missing(act_id: int | None) -> bool:
        return act_id is not None and act_id > tweet.counted_act and created_ms(act_id) > now_ms - COUNTED_AFTER_MS

    likes, ended = tweet.counts.likes, flags.ended_like
    if missing(flags.like_id):
        likes += 1
    if flags.like_id is None or missing(flags.like_id):
        # The total may still hold the like before, also where a new one has followed.
        likes -= ended is not None and missing(ended.unlike_id) and not missing(ended.like_id)
    retweets = tweet.counts.retweets + missing(flags.retweet_id)
    counts = replace(tweet.counts, likes=max(likes, int(flags.liked)), retweets=max(retweets, int(flags.retweeted)))
    if flags.vote is None:
        return counts
    chosen, uncounted = flags.vote.choices, missing(flags.vote.id)
    votes = tuple(max(1, total + uncounted) if option in chosen else total for option, total in enumerate(counts.votes))
    return replace(counts, votes=votes, voters=max(1, counts.voters + uncounted))
