"""Lists under a tweet: who likes it, who retweeted it, what quotes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from functools import partial
from typing import TypeVar

from linnet.domain.exclusions import Exclusions
from linnet.domain.paging import PageRange
from linnet.domain.timelines import Slice, slice_of
from linnet.domain.tweets import Act, Flags
from linnet.domain.users import User, Viewer
from linnet.domain.views import ShownPage, ShownTweet
from linnet.domain.visibility import Reading, Sight
from linnet.ports.environment import Parallel
from linnet.ports.tweets import EngagementIndex
from linnet.services.at_once import both
from linnet.services.fill_accounts import AccountPage, fill_accounts
from linnet.services.fill_page import fill_page
from linnet.services.read_tweets import ReadTweets

R = TypeVar("R")


class Engaged(Enum):
    """Say by which act accounts are listed."""

    LIKED = auto()
    RETWEETED = auto()


@dataclass(frozen=True, slots=True)
class ListEngagements:
    """Two trips: the list beside the tweet it belongs to and the reader's exclusions, then what it names.

    The lists are indexes and follow their table within a second; the reader's own act, which comes with the tweet, is
    shown and left out at once. Accounts that are protected are named to their followers only, as their retweets are.
    """

    read: ReadTweets
    index: EngagementIndex
    parallel: Parallel

    def accounts(self, viewer: Viewer | None, tweet_id: int, engaged: Engaged, page: PageRange) -> AccountPage:
        """Return who likes or retweeted a tweet, newest act first. Raise a DomainError (not found)."""
        listed = self.index.likes if engaged is Engaged.LIKED else self.index.retweets
        shown, exclusions, found = self._beside_tweet(viewer, tweet_id, lambda named: listed(named, page.one_more()))
        sight = self.read.sight(viewer, Reading.DIRECT, exclusions)
        own = None if viewer is None else _own(viewer.user_id, shown.flags, engaged)

        def keep(users: Sequence[User]) -> Sequence[User]:
            seen = [user for user in users if user.id != sight.viewer_id or own is not None]
            return self._seen(sight, seen)

        first = _with_own(found, own, page.one_more())
        return fill_accounts(self.read.users, page, lambda part: listed(shown.tweet.id, part), first, keep)

    def quotes(self, viewer: Viewer | None, tweet_id: int, page: PageRange) -> ShownPage:
        """Return the tweets that quote a tweet, newest first. Raise a DomainError (not found)."""

        def part(quoted_id: int, within: PageRange) -> Slice:
            return slice_of(self.index.quotes(quoted_id, within), within.limit)

        shown, exclusions, first = self._beside_tweet(viewer, tweet_id, lambda named: part(named, page.one_more()))
        more = partial(part, shown.tweet.id)
        return fill_page(
            self.read,
            viewer,
            Reading.DIRECT,
            exclusions,
            page=page,
            first=first,
            more=more,
            keep=lambda each: not each.tweet.quote_revoked,
        )

    def _beside_tweet(
        self, viewer: Viewer | None, tweet_id: int, read: Callable[[int], R]
    ) -> tuple[ShownTweet, Exclusions, R]:
        """Read a tweet with its exclusions, and beside it its list; the id of a retweet names the original's."""
        (shown, exclusions), first = both(
            self.parallel, lambda: self.read.one_and_exclusions(viewer, tweet_id), lambda: read(tweet_id)
        )
        return shown, exclusions, first if shown.tweet.id == tweet_id else read(shown.tweet.id)

    def _seen(self, sight: Sight, users: Sequence[User]) -> list[User]:
        protected = {user.id for user in users if user.protected and user.id != sight.viewer_id}
        if protected and sight.viewer_id is not None:
            pairs = self.read.relationships.get_many(sight.viewer_id, protected)
            sight = replace(sight, followed=frozenset(other for other, pair in pairs.items() if pair.following))
        return [user for user in users if sight.sees_retweet(user)]


def _own(user_id: int, flags: Flags, engaged: Engaged) -> Act | None:
    act_id = flags.like_id if engaged is Engaged.LIKED else flags.retweet_id
    return None if act_id is None else Act(act_id, user_id)


def _with_own(found: Sequence[Act], own: Act | None, page: PageRange) -> Sequence[Act]:
    """Put the reader's own act in its place, should the index not have it yet."""
    return found if own is None or own in found else page.of([*found, own])
