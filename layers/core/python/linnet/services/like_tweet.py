"""Like a tweet, and take it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from linnet.domain.errors import DomainError
from linnet.domain.tweets import EndedLike
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.environment import IdSource, Parallel
from linnet.ports.tweets import AlreadyLiked, Engagements
from linnet.services.already_so import AlreadySo
from linnet.services.at_once import both
from linnet.services.find_tweet import FindTweet


@dataclass(frozen=True, slots=True)
class LikeTweet:
    """One trip: the like is written beside the reading that decides whether its tweet may be seen.

    If it may not, the like is taken back before the answer. Should that fail, a like is left of which nobody learns:
    lists and notifications ask the same rules again.
    """

    engagements: Engagements
    find: FindTweet
    ids: IdSource
    parallel: Parallel

    def run(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Like a tweet, or the original of a retweet; return it as the actor now sees it.

        Raise a DomainError: not found, or AlreadySo the second time.
        """
        like_id = self.ids.next_id()
        try:
            shown, standing = both(
                self.parallel,
                lambda: self.find.visible(viewer, tweet_id),
                lambda: self._store(viewer, tweet_id, like_id),
            )
        except Exception:
            # Whatever went wrong: what was not answered with a like must not be one.
            self.engagements.unlike(viewer.user_id, tweet_id, self.ids.next_id(), only=like_id)
            raise
        if shown.tweet.id != tweet_id:
            # Whose id is a retweet's likes the original.
            self.engagements.unlike(viewer.user_id, tweet_id, self.ids.next_id(), only=like_id)
            return self.run(viewer, shown.tweet.id)
        shown = replace(shown, flags=replace(shown.flags, like_id=standing))
        if standing != like_id:
            raise AlreadySo("you like it already", shown, liked=True, likes=shown.counts.likes)
        return shown

    def _store(self, viewer: Viewer, tweet_id: int, like_id: int) -> int:
        """Return the id of the like that stands."""
        try:
            self.engagements.like(viewer.user_id, tweet_id, like_id)
        except AlreadyLiked as already:
            return already.like_id
        return like_id


@dataclass(frozen=True, slots=True)
class UnlikeTweet:
    """One trip. A like goes also when its tweet is no longer visible to the actor, whose answer then is not found."""

    engagements: Engagements
    find: FindTweet
    ids: IdSource
    parallel: Parallel

    def run(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Take the actor's like of a tweet back (or of the original of a retweet); return it as they now see it.

        Raise a DomainError: not found, or AlreadySo where there is no like.
        """
        unlike_id = self.ids.next_id()
        seen, like_id = both(
            self.parallel,
            lambda: self._seen(viewer, tweet_id),
            lambda: self.engagements.unlike(viewer.user_id, tweet_id, unlike_id),
        )
        if isinstance(seen, DomainError):
            original_id = self.find.original_id(tweet_id) if like_id is None else None
            if original_id is None:
                raise seen
            return self.run(viewer, original_id)
        if seen.tweet.id != tweet_id:
            return self.run(viewer, seen.tweet.id)
        if like_id is None:
            seen = replace(seen, flags=replace(seen.flags, like_id=None))
            raise AlreadySo("you do not like it", seen, liked=False, likes=seen.counts.likes)
        return replace(seen, flags=replace(seen.flags, like_id=None, ended_like=EndedLike(like_id, unlike_id)))

    def _seen(self, viewer: Viewer, tweet_id: int) -> ShownTweet | DomainError:
        try:
            return self.find.visible(viewer, tweet_id)
        except DomainError as refused:
            return refused
