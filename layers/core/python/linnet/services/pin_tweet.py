"""Pin tweets to the top of their author's profile."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError
from linnet.domain.tweets import MAX_PINNED, Audience
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.identity import Accounts
from linnet.services.find_tweet import NotTheAuthor
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class PinTweet:
    """Keep a few own public tweets pinned, the newest pin first; both operations can be repeated."""

    accounts: Accounts
    read: ReadTweets

    def pin(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Pin a tweet, or the original of a retweet; one that is pinned keeps its place. Raise a DomainError."""
        shown = self.read.one(viewer, tweet_id).original
        me, tweet = viewer.user_id, shown.tweet
        if shown.author.id != me:
            raise NotTheAuthor
        if tweet.audience is not Audience.PUBLIC:
            raise DomainError(Code.FORBIDDEN, "only a public tweet can be pinned")
        if not self.accounts.pin(me, tweet.id, MAX_PINNED):
            self._forget_deleted(viewer)
            if not self.accounts.pin(me, tweet.id, MAX_PINNED):
                raise DomainError(Code.LIMIT_REACHED, f"at most {MAX_PINNED} tweets can be pinned")
        return shown

    def unpin(self, viewer: Viewer, tweet_id: int) -> None:
        """Unpin the tweet if it is pinned."""
        self.accounts.unpin(viewer.user_id, tweet_id)

    def _forget_deleted(self, viewer: Viewer) -> None:
        # A deletion that was interrupted leaves its pin, which must not stand in the way of others.
        me = self.accounts.get_user(viewer.user_id)
        pinned = () if me is None else me.pinned_tweet_ids
        there = {each.tweet.id for each in self.read.by_ids(viewer, list(pinned))}
        for each in pinned:
            if each not in there:
                self.accounts.unpin(viewer.user_id, each)
