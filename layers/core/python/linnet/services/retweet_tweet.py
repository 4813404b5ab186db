"""Retweet a tweet, and take it back."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.errors import Code, DomainError, not_found
from linnet.domain.tweets import Audience, Flags, Retweet
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.environment import IdSource, Parallel
from linnet.ports.identity import IdTaken
from linnet.ports.tweets import AlreadyRetweeted, Engagements, Tweets
from linnet.services.already_so import AlreadySo
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
        """Retweet and return the tweet as the actor now sees it. Raise a DomainError (AlreadySo again)."""
        shown = self.find.visible(viewer, tweet_id)
        if shown.author.protected or shown.tweet.audience is Audience.FOLLOWERS:
            raise DomainError(Code.FORBIDDEN, "a tweet for followers only cannot be retweeted")
        return self._store(viewer, shown)

    def as_post(self, viewer: Viewer, shown: ShownTweet) -> ShownTweet:
        """Return the actor's retweet of a tweet, as `run` returned that, as what it is in lists: a post of its own.

        Raise a DomainError (not found) where there is none.
        """
        me = self.find.read.users.get_many([viewer.user_id]).get(viewer.user_id)
        if me is None or shown.flags.retweet_id is None:
            raise not_found("retweet")
        tweet = shown.tweet
        return replace(
            shown, retweet=Retweet(shown.flags.retweet_id, viewer.user_id, tweet.id, tweet.author_id), retweeter=me
        )

    def _store(self, viewer: Viewer, shown: ShownTweet) -> ShownTweet:
        for _ in range(ID_ATTEMPTS):
            retweet = Retweet(self.ids.next_id(), viewer.user_id, shown.tweet.id, shown.tweet.author_id)
            try:
                self.tweets.retweet(retweet)
            except IdTaken:
                continue
            except AlreadyRetweeted as standing:
                raise AlreadySo(
                    "you retweeted it before",
                    _retweeted(shown, standing.retweet_id),
                    retweeted=True,
                    retweetId=str(standing.retweet_id),
                ) from standing
            return _retweeted(shown, retweet.id)
        raise DomainError(Code.UNAVAILABLE, "please try again", retry_after_s=1)


@dataclass(frozen=True, slots=True)
class UndoRetweet:
    """Take a retweet back, also when its original is no longer visible to the actor."""

    tweets: Tweets
    engagements: Engagements
    find: FindTweet
    parallel: Parallel

    def run(self, viewer: Viewer, tweet_id: int) -> int:
        """Take back the actor's retweet of a tweet (or of the original of a retweet); return the original's id.

        Raise a DomainError: not found, or AlreadySo where there is none.
        """
        post, flags = both(
            self.parallel, lambda: self.tweets.get(tweet_id), lambda: self.engagements.flags(viewer.user_id, [tweet_id])
        )
        original_id = post.original_id if isinstance(post, Retweet) else tweet_id
        if original_id != tweet_id:
            flags = self.engagements.flags(viewer.user_id, [original_id])
        retweet_id = flags.get(original_id, Flags()).retweet_id
        if retweet_id is None or not self.tweets.unretweet(viewer.user_id, original_id, retweet_id):
            # Only who may see a tweet learns that it is there.
            shown = self.find.visible(viewer, original_id)
            raise AlreadySo("you have not retweeted it", _retweeted(shown, None), retweeted=False)
        return original_id

    def and_read(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Do as `run` and return the original as the actor now sees it. Raise a DomainError as `run` does."""
        return _retweeted(self.find.visible(viewer, self.run(viewer, tweet_id)), None)


def _retweeted(shown: ShownTweet, retweet_id: int | None) -> ShownTweet:
    return replace(shown, flags=replace(shown.flags, retweet_id=retweet_id))
