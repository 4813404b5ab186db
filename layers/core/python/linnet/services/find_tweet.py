"""Find the tweet that a request is about."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.errors import Code, DomainError
from linnet.domain.tweets import Retweet, Tweet
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.tweets import StoredPosts
from linnet.services.read_tweets import ReadTweets


class NotTheAuthor(DomainError):
    """Only the author may do that; others see the tweet, and no more."""

    def __init__(self) -> None:
        super().__init__(Code.FORBIDDEN, "only its author may do that")


@dataclass(frozen=True, slots=True)
class FindTweet:
    """Look tweets up by an id a client holds, which may be a retweet's."""

    tweets: StoredPosts
    read: ReadTweets

    def visible(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Return the tweet, or the original of a retweet that the viewer may see. Raise a DomainError (not found)."""
        return self.read.one(viewer, tweet_id).original

    def original_id(self, tweet_id: int) -> int | None:
        """Return the original behind the id of a retweet; None for any other id."""
        post = self.tweets.get(tweet_id)
        return post.original_id if isinstance(post, Retweet) else None

    def own(self, viewer: Viewer, post: Tweet | Retweet | None, tweet_id: int) -> Tweet:
        """Return a post just read if it is a living tweet of the viewer's.

        Raise a DomainError: NotTheAuthor for a tweet of somebody else's that the viewer may see, not found otherwise.
        """
        if isinstance(post, Tweet) and post.deleted_ms is None and post.author_id == viewer.user_id:
            return post
        self.read.one(viewer, tweet_id)
        raise NotTheAuthor
