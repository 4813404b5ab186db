"""Publish a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from linnet.domain.drafts import SavedDraft
from linnet.domain.errors import conflict, not_found
from linnet.domain.tweets import Tweet
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.ports.drafts import Drafts
from linnet.ports.identity import VersionConflict
from linnet.services.publish_tweet import PublishTweet

# Each attempt follows another change of the same account's drafts.
ATTEMPTS: Final = 6


@dataclass(frozen=True, slots=True)
class PublishDraft:
    """The tweet comes and the draft goes in one transaction: there is no moment in between, and no second time."""

    drafts: Drafts
    publish: PublishTweet

    def run(self, viewer: Viewer, draft_id: int) -> ShownTweet:
        """Publish a draft of the viewer's, whatever its time. Raise a DomainError; then it is still there."""
        for _ in range(ATTEMPTS):
            saved = self.drafts.get(viewer.user_id, draft_id)
            if saved is None:
                raise not_found("draft")
            try:
                return self.as_read(viewer, saved)
            except VersionConflict:
                continue
        raise conflict("drafts are being changed elsewhere; please try again")

    def as_read(self, viewer: Viewer, saved: SavedDraft) -> ShownTweet:
        """Publish a draft unless it has changed since it was read. Raise VersionConflict or a DomainError."""

        def add(tweet: Tweet) -> None:
            self.drafts.publish(saved, tweet, self.drafts.usage(saved.owner_id).without(saved))

        return self.publish.saved(viewer, saved.content, saved.media, add)
