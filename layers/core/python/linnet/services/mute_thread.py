"""Hear nothing more of a conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.notifications import Notifications
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class MuteThread:
    """Silence the conversation that a tweet belongs to, whichever of its tweets is named; only notifications change."""

    store: Notifications
    read: ReadTweets

    def mute(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Silence it and return the tweet; again changes nothing.

        Raise a DomainError (not found) where the viewer may not see the tweet.
        """
        shown = self.read.one(viewer, tweet_id)
        self.store.mute_thread(viewer.user_id, shown.tweet.conversation_id)
        return shown

    def unmute(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Lift it and return the tweet; without one nothing happens. Raise a DomainError as `mute` does."""
        shown = self.read.one(viewer, tweet_id)
        self.store.unmute_thread(viewer.user_id, shown.tweet.conversation_id)
        return shown

    def among(self, viewer: Viewer | None, shown: Iterable[ShownTweet]) -> frozenset[int]:
        """Return which of the conversations of these tweets, at most a hundred, are silenced."""
        conversation_ids = {each.tweet.conversation_id for each in shown}
        if viewer is None or not conversation_ids:
            return frozenset()
        return self.store.muted_threads(viewer.user_id, conversation_ids)
