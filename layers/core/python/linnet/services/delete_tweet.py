"""Delete a tweet."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import not_found
from linnet.domain.media import UNATTACHED_MS
from linnet.domain.tweets import Post, Retweet
from linnet.domain.users import User, Viewer
from linnet.ports.environment import Clock, Parallel
from linnet.ports.identity import Accounts
from linnet.ports.tweets import Tweets
from linnet.services.at_once import both
from linnet.services.find_tweet import FindTweet


@dataclass(frozen=True, slots=True)
class DeleteTweet:
    """Turn a tweet into a tombstone, or take a retweet back when the id is a retweet's."""

    tweets: Tweets
    accounts: Accounts
    find: FindTweet
    parallel: Parallel
    clock: Clock

    def run(self, viewer: Viewer, tweet_id: int, *, keep_media: bool = False) -> tuple[Post, User]:
        """Delete and return what there was, with its author.

        Its pictures go with it; with `keep_media` they can be attached again for a day, to write it anew.

        Raise a DomainError: not found (also the second time), or NotTheAuthor for another's tweet.
        """
        post, me = both(
            self.parallel, lambda: self.tweets.get(tweet_id), lambda: self.accounts.get_user(viewer.user_id)
        )
        if me is None:
            raise not_found("account")
        if isinstance(post, Retweet) and post.author_id == viewer.user_id:
            if not self.tweets.unretweet(viewer.user_id, post.original_id, post.id):
                raise not_found("tweet")
            return post, me
        tweet = self.find.own(viewer, post, tweet_id)
        now_ms = self.clock.now_ms()
        if not self.tweets.delete(tweet, now_ms, now_ms + UNATTACHED_MS if keep_media else now_ms):
            raise not_found("tweet")
        if tweet_id in me.pinned_tweet_ids:
            # Not in one transaction: a pin that outlives its tweet shows nothing, as the rules hide tombstones.
            self.accounts.unpin(viewer.user_id, tweet_id)
        return tweet, me
