"""Hear nothing more of a conversation."""

from __future__ import annotations

from dataclasses import dataclass

from linnet.domain.users import Viewer
from linnet.ports.notifications import Notifications
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class MuteThread:
    """Silence the conversation that a tweet belongs to, whichever of its tweets is named; only notifications change."""

    store: Notifications
    read: ReadTweets

    def mute(self, viewer: Viewer, tweet_id: int) -> None:
        """Silence it; again changes nothing. Raise a DomainError (not found) where the viewer may not see the tweet."""
        self.store.mute_thread(viewer.user_id, self.read.one(viewer, tweet_id).tweet.conversation_id)

    def unmute(self, viewer: Viewer, tweet_id: int) -> None:
        """Lift it; without one nothing happens. Raise a DomainError (not found) as `mute` does."""
        self.store.unmute_thread(viewer.user_id, self.read.one(viewer, tweet_id).tweet.conversation_id)
