"""What a reader is shown: hydrated and past the rules stage, ready for a presenter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from linnet.domain.filters import FilterMatch
from linnet.domain.messages import Conversation, Message
from linnet.domain.tweets import Flags, Retweet, Tweet, TweetCounts, counts_seen
from linnet.domain.users import User


@dataclass(frozen=True, slots=True)
class ShownTweet:
    """A tweet as one viewer may see it.

    `quote` is None where there is none or the viewer may not see it (`tweet.quote_of_id` tells which). `retweet` and
    `retweeter` are set when it stands in a list because of a retweet. `read_ms` is when it was read. `filtered` are the
    viewer's filters that match it. `may_quote` tells whether the viewer may quote it, `thread_muted` whether they muted
    its conversation.
    """

    tweet: Tweet
    author: User
    flags: Flags = Flags()
    quote: ShownTweet | None = None
    retweet: Retweet | None = None
    retweeter: User | None = None
    read_ms: int = field(default=0, compare=False)
    filtered: tuple[FilterMatch, ...] = ()
    may_quote: bool = True
    thread_muted: bool = False

    @property
    def counts(self) -> TweetCounts:
        """Return the totals with the viewer's own acts in them."""
        return counts_seen(self.tweet, self.flags, self.read_ms)

    @property
    def original(self) -> ShownTweet:
        """The tweet itself, without the retweet by which it was found."""
        return replace(self, retweet=None, retweeter=None)

    @property
    def entry_id(self) -> int:
        return self.retweet.id if self.retweet is not None else self.tweet.id


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page of tweets, newest first; its neighbours as `PageRange.neighbours` names them."""

    tweets: tuple[ShownTweet, ...]
    next_before: int | None
    next_after: int | None = None


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """A message as one member of its conversation may see it."""

    message: Message
    author: User


@dataclass(frozen=True, slots=True)
class PlacedMessage:
    """A message found by its id alone, who is in its conversation, and which of them the viewer may meet."""

    shown: ShownMessage
    members: frozenset[int]
    people: tuple[User, ...]


@dataclass(frozen=True, slots=True)
class ShownConversation:
    """A conversation as one member sees it.

    `people` are members whom the viewer may meet, in lists only the first few; `reads` (absent in lists) tells how far
    each of them has read, as far as the viewer may know. `last` is None where there is nothing that the viewer may see.
    `reader` is the viewer's own profile.
    """

    conversation: Conversation
    people: tuple[User, ...]
    last: ShownMessage | None
    unread: bool
    read_id: int
    request: bool
    reads: Mapping[int, int] = field(default_factory=dict)
    reader: User | None = None


@dataclass(frozen=True, slots=True)
class Likely:
    """What a skeleton will most likely name: tweets, also those that they quote, and the authors of all."""

    tweet_ids: frozenset[int] = frozenset()
    author_ids: frozenset[int] = frozenset()
