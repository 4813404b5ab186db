"""The rules stage: who may see what. Every list, by-id read, push and export asks here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto

from linnet.domain.graph import Relationship
from linnet.domain.tweets import Audience, Tweet
from linnet.domain.users import User


class Reading(Enum):
    """Say where a tweet is to be shown, which decides whether mutes hide it.

    In HOME the reader follows whoever put an entry there, so that needs no look-up. On PROFILE and DIRECT (by id,
    threads) the reader asked for that very author or tweet: a mute does not hide it.
    """

    HOME = auto()
    LIST = auto()
    PROFILE = auto()
    DIRECT = auto()

    @property
    def mutes_apply(self) -> bool:
        return self in (Reading.HOME, Reading.LIST)


@dataclass(frozen=True, slots=True)
class Sight:
    """What is known about a viewer while a page is filtered.

    `exclusions` holds every pair of the viewer that hides something; `followed` the authors known to be followed.
    """

    viewer_id: int | None
    now_ms: int
    reading: Reading
    exclusions: Mapping[int, Relationship] = field(default_factory=dict)
    followed: frozenset[int] = frozenset()

    def may_meet(self, other: User) -> bool:
        """Tell whether the viewer may see anything of an account at all."""
        if not other.active:
            return False
        pair = self.exclusions.get(other.id)
        return pair is None or not pair.separated

    def hears(self, author: User) -> bool:
        """Tell whether an author's posts belong into a list of the viewer's (mutes, ended follows)."""
        pair = self.exclusions.get(author.id)
        if pair is None or author.id == self.viewer_id:
            return True
        if self.reading.mutes_apply and pair.muted(self.now_ms):
            return False
        return not (self.reading is Reading.HOME and pair.unfollowed_ms is not None and not pair.following)

    def hears_retweets(self, retweeter: User) -> bool:
        """Tell whether the viewer wants this account's retweets in home."""
        pair = self.exclusions.get(retweeter.id)
        return self.reading is not Reading.HOME or pair is None or pair.show_retweets

    def needs_follow(self, tweet: Tweet, author: User) -> bool:
        """Tell whether only followers (and the author) may see a tweet."""
        if author.id == self.viewer_id:
            return False
        return author.protected or tweet.audience is Audience.FOLLOWERS

    def sees(self, tweet: Tweet, author: User) -> bool:
        """Tell whether the viewer may see a tweet."""
        if tweet.deleted_ms is not None or not self.may_meet(author) or not self.hears(author):
            return False
        return not self.needs_follow(tweet, author) or author.id in self.followed
