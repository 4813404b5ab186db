"""Retweet a tweet, and take it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.errors import Code, DomainError, conflict
from linnet.domain.tweets import Audience, Flags, Retweet
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.environment import IdSource, Parallel
from linnet.ports.identity import IdTaken
from linnet.ports.tweets import AlreadyRetweeted, Engagements, Tweets
from linnet.services.at_once import both
from linnet.services.find_tweet import FindTweet

ID_ATTEMPTS: Final = 5


@dataclass(frozen=True, slots=True)
class RetweetTweet:
    """Pass a tweet on to the actor's followers."""

    tweets: Tweets
    find: FindTweet
    ids: IdSource

    def run(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Retweet and return the tweet as the actor now sees it. Raise a DomainError (conflict the second time)."""
        shown = self.find.visible(viewer, tweet_id)
        tweet = shown.tweet
        if shown.author.protected or tweet.audience is Audience.FOLLOWERS:
            raise DomainError(Code.FORBIDDEN, "a tweet for followers only cannot be retweeted")
        retweet_id = self._store(viewer, tweet.id, tweet.author_id)
        return replace(shown, flags=replace(shown.flags, retweet_id=retweet_id))

    def _store(self, viewer: Viewer, original_id: int, original_author_id: int) -> int:
        for _ in range(ID_ATTEMPTS):
            retweet = Retweet(self.ids.next_id(), viewer.user_id, original_id, original_author_id)
            try:
                self.tweets.retweet(retweet)
            except IdTaken:
                continue
            except AlreadyRetweeted as standing:
                raise conflict(
                    "you retweeted it before", retweeted=True, retweetId=str(standing.retweet_id)
                ) from standing
            return retweet.id
        raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)


@dataclass(frozen=True, slots=True)
class UndoRetweet:
    """Take a retweet back, also when its original is no longer visible to the actor."""

    tweets: Tweets
    engagements: Engagements
    find: FindTweet
    parallel: Parallel

    def run(self, viewer: Viewer, tweet_id: int) -> None:
        """Take back the actor's retweet of a tweet (or of the original of a retweet). Raise a DomainError."""
        post, flags = both(
            self.parallel, lambda: self.tweets.get(tweet_id), lambda: self.engagements.flags(viewer.user_id, [tweet_id])
        )
        original_id = post.original_id if isinstance(post, Retweet) else tweet_id
        if original_id != tweet_id:
            flags = self.engagements.flags(viewer.user_id, [original_id])
        retweet_id = flags.get(original_id, Flags()).retweet_id
        if retweet_id is None or not self.tweets.unretweet(viewer.user_id, original_id, retweet_id):
            # Only who may see a tweet learns that it is there.
            self.find.visible(viewer, original_id)
            raise conflict("you have not retweeted it", retweeted=False)
