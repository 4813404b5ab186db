"""Hear nothing more of a conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.graph import MutedThreads
from linnet.services.read_tweets import ReadTweets


@dataclass(frozen=True, slots=True)
class MuteThread:
    """Silence the conversation that a tweet belongs to, whichever of its tweets is named.

    Its tweets stay where they are, marked (`ShownTweet.thread_muted`); only notifications change.
    """

    store: MutedThreads
    read: ReadTweets

    def mute(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Silence it and return the tweet; again changes nothing.

        Raise a DomainError (not found) where the viewer may not see the tweet.
        """
        shown = self.read.one(viewer, tweet_id)
        self.store.add(viewer.user_id, shown.tweet.conversation_id)
        return replace(shown, thread_muted=True)

    def unmute(self, viewer: Viewer, tweet_id: int) -> ShownTweet:
        """Lift it and return the tweet; without one nothing happens. Raise a DomainError as `mute` does."""
        shown = self.read.one(viewer, tweet_id)
        self.store.remove(viewer.user_id, shown.tweet.conversation_id)
        return replace(shown, thread_muted=False)
