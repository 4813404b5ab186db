"""Choose who may quote a tweet, and take one's tweet out of what others made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from linnet.domain.errors import conflict, not_found
from linnet.domain.tweets import QuotePolicy, Tweet
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.environment import Parallel
from linnet.ports.identity import VersionConflict
from linnet.ports.tweets import Tweets
from linnet.services.at_once import both
from linnet.services.find_tweet import FindTweet


@dataclass(frozen=True, slots=True)
class ChooseQuotes:
    """A choice holds for quotes to come; what quotes already is taken out one by one. Both can be repeated."""

    tweets: Tweets
    find: FindTweet
    parallel: Parallel

    def allow(self, viewer: Viewer, tweet_id: int, policy: QuotePolicy) -> ShownTweet:
        """Say who may quote a tweet of one's own, and return it. Raise a DomainError."""
        tweet = self.find.own(viewer, self.tweets.get(tweet_id), tweet_id)
        if tweet.quote_policy is not policy:
            _settled(lambda: self.tweets.allow_quotes(tweet, policy))
        shown = self.find.read.one(viewer, tweet_id)
        return replace(shown, tweet=replace(shown.tweet, quote_policy=policy))

    def revoke(self, viewer: Viewer, tweet_id: int, quoting_id: int) -> None:
        """Take a tweet of one's own out of one that quotes it, for good; that one need not be seen.

        Raise a DomainError: not found also where the one does not quote the other.
        """
        post, quoting = both(self.parallel, lambda: self.tweets.get(tweet_id), lambda: self.tweets.get(quoting_id))
        self.find.own(viewer, post, tweet_id)
        if not isinstance(quoting, Tweet) or quoting.deleted_ms is not None or quoting.quote_of_id != tweet_id:
            raise not_found("quote")
        if not quoting.quote_revoked:
            _settled(lambda: self.tweets.revoke_quote(quoting))


def _settled(write: Callable[[], None]) -> None:
    try:
        write()
    except VersionConflict:
        raise conflict("the tweet is being edited elsewhere; please try again") from None
