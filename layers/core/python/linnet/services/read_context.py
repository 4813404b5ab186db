"""Read the whole conversation around a tweet at once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from linnet.domain.threads import depth_first
from linnet.domain.users import Viewer
from linnet.services.read_thread import ReadThread, ShownThread

# An answer of a function has at most six megabytes, and a status some four thousand bytes.
MAX_REPLIES: Final = 400
MAX_REPLIES_TO_STRANGERS: Final = 60


@dataclass(frozen=True, slots=True)
class ReadContext:
    """Show all that is above and below a tweet, within bounds; who wants more of a huge one turns pages."""

    thread: ReadThread

    def run(self, viewer: Viewer | None, tweet_id: int) -> ShownThread:
        """Return the conversation with its replies depth first. Raise a DomainError (not found)."""
        limit = MAX_REPLIES_TO_STRANGERS if viewer is None else MAX_REPLIES
        shown = self.thread.run(viewer, tweet_id, None, limit)
        replies = {each.tweet.id: each for each in shown.replies}
        ordered = depth_first(shown.tweet.tweet, (each.tweet for each in shown.replies))
        return replace(shown, replies=tuple(replies[tweet.id] for tweet in ordered))
