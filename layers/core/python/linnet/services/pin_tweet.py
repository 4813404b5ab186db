"""Pin a tweet to the top of its author's profile."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError
from linnet.domain.tweets import Audience
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.identity import Accounts
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class PinTweet:
    """Keep at most one own public tweet pinned; both operations can be repeated."""

    accounts: Accounts
    read: ReadTweets

    def pin(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Pin a tweet, or the original of a retweet, instead of what was pinned. Raise a DomainError."""
        shown = self.read.one(viewer, tweet_id).original
        if shown.author.id != viewer.user_id:
            raise DomainError(Code.FORBIDDEN, "only its author may pin a tweet")
        if shown.tweet.audience is not Audience.PUBLIC:
            raise DomainError(Code.FORBIDDEN, "only a public tweet can be pinned")
        self.accounts.set_pinned(viewer.user_id, shown.tweet.id)
        return shown

    def unpin(self, viewer: Viewer, tweet_id: int) -> None:
        """Unpin the tweet if it is the pinned one."""
        self.accounts.set_pinned(viewer.user_id, None, only_if=tweet_id)
