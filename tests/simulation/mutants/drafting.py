"""Bugs of scheduled tweets."""

from __future__ import annotations

from typing import Final

from linnet.domain.drafts import SavedDraft
from linnet.domain.errors import DomainError
from linnet.domain.tweets import Tweet
from linnet.domain.users import Viewer
from linnet.domain.views import ShownTweet
from linnet.services.publish_draft import PublishDraft
from linnet.services.publish_due_drafts import PublishDueDrafts
from tests.simulation.focus import Focus
from tests.simulation.mutants.mutant import Mutant

_DRAFTS: Final = {
    "schedule": 6,
    "reschedule": 3,
    "rewrite draft": 2,
    "cancel draft": 3,
    "publish draft": 1,
    "post": 1,
    "delete": 2,
}
# Time enough for what is scheduled to be due while others act.
_SLOW: Final = Focus(actions=_DRAFTS, think_s=120)
_DYING: Final = Focus(actions=_DRAFTS, rates={"kill": 0.05}, think_s=120)


def _in_two_writes(self: PublishDraft, viewer: Viewer, saved: SavedDraft) -> ShownTweet:
    def add(tweet: Tweet) -> None:
        self.publish.tweets.add(tweet, None, self.publish.clock.now_ms())

    shown = self.publish.saved(viewer, saved.content, saved.media, add)
    self.drafts.remove(saved, self.drafts.usage(saved.owner_id).without(saved))
    return shown


def _throw_away_what_fails(self: PublishDueDrafts, saved: SavedDraft, refused: DomainError) -> None:
    self.drafts.remove(saved, self.drafts.usage(saved.owner_id).without(saved))


MUTANTS = (
    Mutant("draft and tweet in two writes", ((PublishDraft, "as_read", _in_two_writes),), focus=_DYING),
    Mutant("what cannot be published is lost", ((PublishDueDrafts, "_fail", _throw_away_what_fails),), focus=_SLOW),
)
