"""The rules stage: who may see what. Every list, by-id read, push and export asks here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Final

from linnet.domain.filters import FilterContext
from linnet.domain.graph import Relationship
from linnet.domain.timelines import TimelineEntry
from linnet.domain.tweets import Audience, QuotePolicy, Tweet
from linnet.domain.users import User


class Reading(Enum):
    """Say where a tweet is to be shown, which decides whether mutes and audiences hide it.

    In HOME and in a LIST the reader chose the authors; who is in an exclusive list is kept out of HOME. A FEED is a
    public place (newest tweets, hashtags): only public tweets belong there, also for followers. NOTIFICATIONS come
    unasked, from anybody. On PROFILE and DIRECT (by id, threads) the reader asked for that very author or tweet: a mute
    does not hide it.
    """

    HOME = auto()
    LIST = auto()
    FEED = auto()
    NOTIFICATIONS = auto()
    PROFILE = auto()
    DIRECT = auto()

    @property
    def context(self) -> FilterContext:
        """Return what filters call it."""
        return _CONTEXTS[self]

    @property
    def filters_hide(self) -> bool:
        """Tell whether what a filter hides is left out; elsewhere it is marked, and who reads decides."""
        return self in (Reading.HOME, Reading.LIST, Reading.NOTIFICATIONS)

    @property
    def mutes_apply(self) -> bool:
        return self in (Reading.HOME, Reading.LIST, Reading.FEED, Reading.NOTIFICATIONS)

    @property
    def follows_apply(self) -> bool:
        return self in (Reading.HOME, Reading.LIST)


_CONTEXTS: Final = {
    Reading.HOME: FilterContext.HOME,
    Reading.LIST: FilterContext.HOME,
    Reading.FEED: FilterContext.PUBLIC,
    Reading.NOTIFICATIONS: FilterContext.NOTIFICATIONS,
    Reading.PROFILE: FilterContext.ACCOUNT,
    Reading.DIRECT: FilterContext.THREAD,
}


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known about a viewer while a page is filtered.

    `exclusions` holds every pair of the viewer that hides something; `followed` the authors known to be followed (only
    asked for where a tweet is for followers: being in a home timeline proves nothing, a push may have been late).
    `in_advance` is true where something is stored for later reads: those hide an account while it takes no part, and
    must find what it did when it returns.
    """

    viewer_id: int | None
    now_ms: int
    reading: Reading
    exclusions: Mapping[int, Relationship] = field(default_factory=dict)
    followed: frozenset[int] = frozenset()
    in_advance: bool = False

    def may_meet(self, other: User) -> bool:
        """Tell whether the viewer may see anything of an account at all."""
        if not (other.may_return if self.in_advance else other.active):
            return False
        pair = self.exclusions.get(other.id)
        return pair is None or not pair.separated

    def may_visit(self, other: User) -> bool:
        """Tell whether the viewer may open a profile: who blocked somebody still can, to lift the block."""
        if other.id == self.viewer_id:
            return True
        pair = self.exclusions.get(other.id)
        return other.active and (pair is None or not pair.blocked_by)

    def hears(self, author: User) -> bool:
        """Tell whether the viewer wants an author in lists (mutes)."""
        pair = self.exclusions.get(author.id)
        return pair is None or author.id == self.viewer_id or not self._mutes(pair)

    def receives(self, poster: User) -> bool:
        """Tell whether what an account puts into timelines still belongs there (ended follows, exclusive lists)."""
        pair = self.exclusions.get(poster.id)
        return pair is None or not (self._left(pair) or self._apart(pair))

    def hears_retweets(self, retweeter: User) -> bool:
        """Tell whether the viewer wants this account's retweets among what is followed."""
        pair = self.exclusions.get(retweeter.id)
        return not self.reading.follows_apply or pair is None or pair.show_retweets

    def may_show(self, entry: TimelineEntry) -> bool:
        """Tell from the pairs alone whether it is worth reading a post; the rules proper come after that."""
        for author_id in {entry.author_id, entry.original_author_id} - {None, self.viewer_id}:
            pair = None if author_id is None else self.exclusions.get(author_id)
            if pair is not None and (pair.separated or self._mutes(pair)):
                return False
        pair = self.exclusions.get(entry.author_id)
        if not self.reading.follows_apply or pair is None:
            return True
        return not (self._left(pair) or self._apart(pair)) and (entry.original_id is None or pair.show_retweets)

    def _mutes(self, pair: Relationship) -> bool:
        if self.reading is Reading.NOTIFICATIONS:
            return pair.silenced(self.now_ms)
        return self.reading.mutes_apply and pair.muted(self.now_ms)

    def _left(self, pair: Relationship) -> bool:
        return self.reading.follows_apply and pair.unfollowed_ms is not None and not pair.following

    def _apart(self, pair: Relationship) -> bool:
        return self.reading is Reading.HOME and pair.exclusive

    def needs_follow(self, tweet: Tweet, author: User) -> bool:
        """Tell whether only followers (and the author) may see a tweet."""
        if author.id == self.viewer_id:
            return False
        return author.protected or tweet.audience is Audience.FOLLOWERS

    def may_quote(self, tweet: Tweet, author: User) -> bool:
        """Tell whether the viewer may quote a tweet that they see; who follows is asked for where that decides."""
        if author.id == self.viewer_id:
            return True
        if author.protected or tweet.audience is Audience.FOLLOWERS or tweet.quote_policy is QuotePolicy.NOBODY:
            return False
        return tweet.quote_policy is QuotePolicy.PUBLIC or author.id in self.followed

    def sees(self, tweet: Tweet, author: User) -> bool:
        """Tell whether the viewer may see a tweet."""
        if tweet.deleted_ms is not None or not self.may_meet(author) or not self.hears(author):
            return False
        if self.reading is Reading.FEED and (tweet.audience is not Audience.PUBLIC or author.protected):
            return False
        return not self.needs_follow(tweet, author) or author.id in self.followed

    def sees_retweet(self, retweeter: User) -> bool:
        """Tell whether the viewer may learn that somebody retweeted, and wants to."""
        if not (self.may_meet(retweeter) and self.hears(retweeter) and self.hears_retweets(retweeter)):
            return False
        return not retweeter.protected or retweeter.id == self.viewer_id or retweeter.id in self.followed
